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

    /// The camera can be had for the next stream, or not any more. A stream that has it keeps it.
    record CameraChanged(CameraState to) implements Happening {}

    /// Wi-Fi comes or goes. The control socket stands all the same: it is the phone's.
    record WifiChanged(boolean connected) implements Happening {}

    /// The battery is put on or off the charger, so to speak. Glasses that stream see it when they look at it next.
    record BatterySet(double percent) implements Happening {}

    /// The wearer switches the glasses off.
    record PoweredOff() implements Happening {}
}
