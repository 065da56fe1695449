package io.glasscast.glasses.uplink;

import io.glasscast.protocol.congestion.SendRateController;
import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket;
import java.util.List;
import java.util.OptionalLong;

/// How many bits a second the camera's encoder is to make, by what the server reports.
final class TargetBitrate {
    private static final long MIN_VIDEO = 100_000;

    /// Encoders are told of changes that matter, not of every one.
    private static final double WORTH_TELLING = 0.05;

    private final long video;
    private final long audio;
    private final SendRateController rate;
    private long told;

    /// @param video what the camera is set to, bits a second; the network may only lower it
    /// @param audio bits a second
    TargetBitrate(long video, long audio) {
        this.video = video;
        this.audio = audio;
        this.told = video;
        long most = video + audio;
        this.rate = new SendRateController(Math.min(most, MIN_VIDEO + audio), most, most);
    }

    /// The server's report.
    ///
    /// @return another target for video, if it is worth telling
    OptionalLong reported(RtcpPacket packet, long now) {
        switch (packet) {
            case RtcpPacket.ReceiverReport(var _, var reports) -> reported(reports, now);
            case RtcpPacket.SenderReport report -> reported(report.reports(), now);
            case RtcpPacket.TransportFeedback transport -> rate.reported(transport, now);
            case RtcpPacket.Remb remb -> rate.reported(remb);
            case RtcpPacket.SourceDescription _,
                    RtcpPacket.Goodbye _,
                    RtcpPacket.Nack _,
                    RtcpPacket.Pli _,
                    RtcpPacket.Fir _,
                    RtcpPacket.ExtendedReport _,
                    RtcpPacket.Unknown _ -> {}
        }
        long target = Math.max(MIN_VIDEO, rate.bitsPerSecond() - audio);
        boolean back = target >= video && told < video;
        if (!back && Math.abs(target - told) <= told * WORTH_TELLING) return OptionalLong.empty();
        told = target;
        return OptionalLong.of(target);
    }

    private void reported(List<ReportBlock> reports, long now) {
        for (var report : reports) rate.reported(report, now);
    }
}
