"""publish.py URL: GStreamer's webrtcbin as a WHIP publisher of white flashes with beeps, until its input ends.

Sends its offer when all candidates are known, as simple publishers do.
"""

import json
import sys
import threading
import urllib.parse
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstController", "1.0")
from gi.repository import GLib, Gst, GstController, GstSdp, GstWebRTC  # noqa: E402

PIPELINE = """
  webrtcbin name=peer bundle-policy=max-bundle
  videotestsrc is-live=true pattern=white ! video/x-raw,format=I420,width=640,height=360,framerate=30/1
    ! videobalance name=picture ! queue
    ! x264enc tune=zerolatency speed-preset=ultrafast bitrate=1000 key-int-max=60
    ! video/x-h264,profile=constrained-baseline ! rtph264pay config-interval=-1 aggregate-mode=zero-latency
    ! application/x-rtp,media=video,encoding-name=H264,payload=96 ! valve name=video ! peer.
  audiotestsrc name=sound is-live=true samplesperbuffer=480 freq=1000 ! audio/x-raw,rate=48000 ! audioconvert
    ! audioresample ! queue ! opusenc ! rtpopuspay
    ! application/x-rtp,media=audio,encoding-name=OPUS,payload=97 ! valve name=audio ! peer.
"""

PERIOD_S, FLASH_S, ALL_S = 2, 0.2, 90


def blink(element, name, off, on):
    """Gives the element's property one value for a moment of each period, another one in between."""
    source = GstController.InterpolationControlSource(mode=GstController.InterpolationMode.NONE)
    for start in range(0, ALL_S, PERIOD_S):
        source.set(start * Gst.SECOND, on)
        source.set(int((start + FLASH_S) * Gst.SECOND), off)
    element.add_control_binding(GstController.DirectControlBinding.new_absolute(element, name, source))


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


class Publisher:
    def __init__(self, url):
        self.url = url
        self.session = None
        self.loop = GLib.MainLoop()
        self.pipeline = Gst.parse_launch(PIPELINE)
        blink(self.pipeline.get_by_name("picture"), "brightness", -1, 0)
        blink(self.pipeline.get_by_name("sound"), "volume", 0, 0.8)
        self.peer = self.pipeline.get_by_name("peer")
        # Else its reports state when it sends, which on a busy machine is another time after each picture.
        self.peer.get_by_name("rtpbin").set_property("rtcp-sync-send-time", False)
        self.peer.connect("on-negotiation-needed", self.offer)
        self.peer.connect("notify::ice-gathering-state", self.gathering)
        self.peer.connect("notify::connection-state", self.changed)
        # What is coded before it is connected would all be sent at once, as if it were of then.
        for valve in self.valves():
            valve.set_property("drop-mode", "forward-sticky-events")
            valve.set_property("drop", True)
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message::error", lambda _, message: self.fail(message.parse_error()[0]))

    def run(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        threading.Thread(target=self.listen, daemon=True).start()
        self.loop.run()
        if self.session:
            urllib.request.urlopen(urllib.request.Request(self.session, method="DELETE"), timeout=3)
        self.pipeline.set_state(Gst.State.NULL)

    def listen(self):
        sys.stdin.read()
        GLib.idle_add(self.loop.quit)

    def fail(self, problem):
        say("error", message=str(problem))
        self.loop.quit()

    def offer(self, _):
        self.peer.emit("create-offer", None, Gst.Promise.new_with_change_func(self.offered))

    def offered(self, promise):
        # The offer lives in the reply, which must outlive the call.
        self.kept = promise, promise.get_reply()
        description = self.kept[1].get_value("offer")
        self.peer.emit("set-local-description", description, Gst.Promise.new())

    def gathering(self, *_):
        if self.peer.get_property("ice-gathering-state") == GstWebRTC.WebRTCICEGatheringState.COMPLETE:
            GLib.idle_add(self.post)

    def post(self):
        try:
            sdp = self.peer.get_property("local-description").sdp.as_text()
            request = urllib.request.Request(
                self.url, data=sdp.encode(), headers={"Content-Type": "application/sdp"}, method="POST"
            )
            with urllib.request.urlopen(request, timeout=10) as reply:
                say("answered", status=reply.status)
                self.session = urllib.parse.urljoin(self.url, reply.headers["Location"])
                _, answer = GstSdp.SDPMessage.new_from_text(reply.read().decode())
            description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, answer)
            self.peer.emit("set-remote-description", description, Gst.Promise.new())
        except Exception as problem:  # whatever it is, the test wants to read it
            self.fail(problem)
        return False

    def changed(self, *_):
        state = self.peer.get_property("connection-state")
        say("state", state=state.value_nick)
        if state == GstWebRTC.WebRTCPeerConnectionState.CONNECTED:
            for valve in self.valves():
                valve.set_property("drop", False)

    def valves(self):
        return [self.pipeline.get_by_name(name) for name in ("video", "audio")]


Gst.init(None)
Publisher(sys.argv[1]).run()
