package io.glasscast.control;

import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses;

/// How a stream reaches the apps and the glasses of its user.
interface Switchboard {
    /// Tells an app, now or when it is back.
    void tell(String packageName, CloudToApp message, Turn turn);

    /// Tells the glasses, if they are there.
    void command(CloudToGlasses message, Turn turn);

    /// The present connection to the glasses.
    GlassesLink glasses();
}
