package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RtpClockTest {
    private static final long MS = 1_000_000L;
    private static final long WALL = 1_700_000_000_000_000_000L;

    private final SenderTimeline timeline = new SenderTimeline();
    private final RtpClock video = new RtpClock(90_000, timeline);
    private final RtpClock audio = new RtpClock(48_000, timeline);

    @Test
    void startsWhereTheFirstPacketArrivesAndCountsItsTimestamps() {
        assertThat(video.mediaNanos(0xFFFF_FFFFL, 500 * MS)).isEqualTo(500 * MS);
        assertThat(video.mediaNanos(90_000 - 1, 9999 * MS)).isEqualTo(1500 * MS);
        assertThat(video.mediaNanos(45_000 - 1, 1300 * MS)).isEqualTo(1000 * MS);
    }

    /// Picture and sound of the same moment arrive 120 ms apart: the first reports bring them together at once, where
    /// the later of them is, so that neither takes a step back.
    @Test
    void theFirstReportsBringTracksTogetherAtOnceAndNeverBack() {
        audio.mediaNanos(0, 1000 * MS);
        video.mediaNanos(0, 1120 * MS);
        audio.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        assertThat(audio.mediaNanos(960, 1140 * MS)).isEqualTo(1020 * MS);
        assertThat(video.stated()).isEmpty();
        video.senderReport(NtpTime.ofUnixNanos(WALL), 0);

        assertThat(audio.mediaNanos(1920, 1160 * MS)).isEqualTo(1160 * MS);
        assertThat(video.mediaNanos(3600, 1160 * MS)).isEqualTo(1160 * MS);
        assertThat(video.stated()).contains(new RtpClock.Stated(1120 * MS, NtpTime.ofUnixNanos(WALL)));
        assertThat(video.senderTime(90_000)).contains(NtpTime.ofUnixNanos(WALL + 1000 * MS));
    }

    @Test
    void aTrackThatIsTooEarlyGoesForwardAtOnce() {
        video.mediaNanos(0, 1120 * MS);
        audio.mediaNanos(0, 1000 * MS);
        video.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        audio.senderReport(NtpTime.ofUnixNanos(WALL), 0);

        assertThat(audio.mediaNanos(960, 1140 * MS)).isEqualTo(1140 * MS);
        assertThat(video.mediaNanos(3600, 1160 * MS)).isEqualTo(1160 * MS);
    }

    @Test
    void laterReportsMoveATrackWithoutAJump() {
        audio.mediaNanos(0, 1000 * MS);
        video.mediaNanos(0, 1000 * MS);
        audio.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        video.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        audio.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        video.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        video.senderReport(NtpTime.ofUnixNanos(WALL - 120 * MS), 0);
        long before = 1000 * MS;
        for (int frame = 1; frame <= 30 * 4; frame++) {
            long arrival = 1000 * MS + frame * 100L * MS / 3;
            assertThat(audio.mediaNanos(frame * 1600L, arrival)).isEqualTo(arrival);
            long picture = video.mediaNanos(frame * 3000L, arrival);
            assertThat(picture - before).as("frame %d", frame).isBetween(31 * MS, 34 * MS);
            before = picture;
        }
        assertThat(before).isEqualTo(1000 * MS + 4000 * MS - 120 * MS);
    }

    /// What a sender coded before it was connected comes at once, and its first report calls the oldest of that the
    /// present.
    @Test
    void aFirstReportThatTheNextOneContradictsSlowsNothingDown() {
        video.mediaNanos(0, 1000 * MS);
        video.senderReport(NtpTime.ofUnixNanos(WALL + 1400 * MS), 0);
        video.senderReport(NtpTime.ofUnixNanos(WALL + 2000 * MS), 180_000);
        audio.mediaNanos(96_000, 3030 * MS);
        audio.senderReport(NtpTime.ofUnixNanos(WALL + 2000 * MS), 96_000);

        assertThat(audio.mediaNanos(144_000, 4030 * MS)).isEqualTo(4030 * MS);
        assertThat(video.mediaNanos(270_000, 4030 * MS)).isEqualTo(4030 * MS);
        assertThat(video.mediaNanos(360_000, 5030 * MS)).isEqualTo(5030 * MS);
    }

    @Test
    void aTrackThatFollowedAWrongReportComesBackToTheOtherAtOnce() {
        video.mediaNanos(0, 1000 * MS);
        video.senderReport(NtpTime.ofUnixNanos(WALL + 1400 * MS), 0);
        audio.mediaNanos(48_000, 2030 * MS);
        audio.senderReport(NtpTime.ofUnixNanos(WALL + 1000 * MS), 48_000);
        video.mediaNanos(180_000, 3000 * MS);
        for (long seconds = 2; seconds <= 3; seconds++) {
            video.senderReport(NtpTime.ofUnixNanos(WALL + seconds * 1000 * MS), seconds * 90_000);
            audio.senderReport(NtpTime.ofUnixNanos(WALL + seconds * 1000 * MS), seconds * 48_000);
        }

        long picture = video.mediaNanos(360_000, 5000 * MS);
        assertThat(audio.mediaNanos(192_000, 5000 * MS)).isEqualTo(picture);
        assertThat(video.mediaNanos(450_000, 6000 * MS)).isEqualTo(picture + 1000 * MS);
        assertThat(audio.mediaNanos(240_000, 6000 * MS)).isEqualTo(picture + 1000 * MS);
    }

    /// Packets that say when they were captured need no report; the reports, which say it with less care, are not
    /// followed.
    @Test
    void aTrackWhosePacketsSayWhenTheyWereCapturedBeginsWhereItBelongs() {
        audio.captured(NtpTime.ofUnixNanos(WALL), 0);
        assertThat(audio.mediaNanos(0, 1000 * MS)).isEqualTo(1000 * MS);
        video.captured(NtpTime.ofUnixNanos(WALL + 20 * MS), 7000);
        assertThat(video.mediaNanos(7000, 1120 * MS)).isEqualTo(1020 * MS);
        video.senderReport(NtpTime.ofUnixNanos(WALL + 60 * MS), 7000);

        assertThat(video.mediaNanos(97_000, 2120 * MS)).isEqualTo(2020 * MS);
        assertThat(audio.mediaNanos(48_000, 2020 * MS)).isEqualTo(2000 * MS);
    }

    @Test
    void leavesSmallErrorsAndNonsenseAlone() {
        audio.mediaNanos(0, 1000 * MS);
        video.mediaNanos(0, 1009 * MS);
        audio.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        video.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        assertThat(video.mediaNanos(90_000, 2009 * MS)).isEqualTo(2009 * MS);
        video.senderReport(NtpTime.ofUnixNanos(WALL + 3_600_000 * MS), 90_000);
        assertThat(video.mediaNanos(180_000, 3009 * MS)).isEqualTo(3009 * MS);
        video.senderReport(NtpTime.NONE, 0);
        assertThat(video.mediaNanos(270_000, 4009 * MS)).isEqualTo(4009 * MS);
    }

    @Test
    void followsASourceThatBeginsAnew() {
        video.mediaNanos(0, 1000 * MS);
        video.senderReport(NtpTime.ofUnixNanos(WALL), 0);
        assertThat(video.mediaNanos(2_000_000_000L, 1033 * MS)).isEqualTo(1033 * MS);
        assertThat(video.mediaNanos(2_000_003_000L, 1066 * MS)).isBetween(1066 * MS, 1067 * MS);
        assertThat(video.senderTime(0)).isEmpty();
    }

    @Test
    void keepsCountingThroughDays() {
        long timestamp = 0;
        video.mediaNanos(0, 0);
        for (long hour = 1; hour <= 100; hour++) {
            long expected = hour * 3_600_000 * MS;
            for (int second = 0; second < 3600; second += 9) {
                timestamp += 9 * 90_000;
                video.mediaNanos(timestamp & 0xFFFF_FFFFL, (hour - 1) * 3_600_000 * MS + (second + 9) * 1000L * MS);
            }
            assertThat(video.mediaNanos(timestamp & 0xFFFF_FFFFL, expected)).isEqualTo(expected);
        }
    }
}
