package io.glasscast.glasses.pair;

import io.glasscast.contract.CloudToGlasses;

/// What can happen to a pair of glasses.
public sealed interface Happening {
    /// The cloud says something.
    record Told(CloudToGlasses message) implements Happening {}

    /// The control socket stands, for the first time or again.
    record LinkOpened() implements Happening {}

    /// The uplink with this number carries media.
    record UplinkConnected(int uplink) implements Happening {}

    /// The uplink with this number could not be made, or broke.
    record UplinkFailed(int uplink, String reason) implements Happening {}

    /// The camera could not be opened, or broke.
    record CameraFailed(String reason) implements Happening {}

    /// Another program on the glasses takes the camera, or gives it back.
    record CameraTaken(boolean busy) implements Happening {}

    /// Wi-Fi comes or goes.
    record WifiChanged(boolean connected) implements Happening {}

    /// The battery is put on or off the charger, so to speak.
    record BatterySet(double percent) implements Happening {}

    /// The wearer switches the glasses off.
    record PoweredOff() implements Happening {}
}
