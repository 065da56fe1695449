package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A client and a server of ours, a simulated path between them, and what each of them reported.
final class Pair {
    static final DtlsIdentity ALICE = identity(1);
    static final DtlsIdentity BOB = identity(2);
    static final List<Integer> PROFILES = List.of(7, 8, 1);

    static DtlsIdentity identity(long seed) {
        return DtlsIdentity.generate(Chance.seeded(seed), Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(30));
    }

    /// One machine, with everything it reported but datagrams.
    static final class Side {
        final DtlsPeer peer;
        final List<Output> reports = new ArrayList<>();
        int sent;

        Side(DtlsPeer peer) {
            this.peer = peer;
        }

        Consumer<Output> sink(Consumer<Bytes> wire) {
            return output -> {
                if (output instanceof Output.Send(var datagram)) {
                    sent++;
                    wire.accept(datagram);
                } else {
                    reports.add(output);
                }
            };
        }

        boolean connected() {
            return reports.stream().anyMatch(Output.Connected.class::isInstance);
        }

        List<String> failures() {
            return reports.stream()
                    .filter(Output.Failed.class::isInstance)
                    .map(output -> ((Output.Failed) output).why())
                    .toList();
        }

        List<String> discards() {
            return reports.stream()
                    .filter(Output.Discarded.class::isInstance)
                    .map(output -> ((Output.Discarded) output).why())
                    .toList();
        }
    }

    final Simulation simulation;
    final Side client;
    final Side server;
    final Link toServer;
    final Link toClient;

    Pair(long seed, Link.Conditions conditions, DtlsPeer.Options options) {
        this(
                seed,
                conditions,
                new DtlsPeer(
                        Role.CLIENT, ALICE, List.of(BOB.fingerprint()), PROFILES, options, Chance.seeded(2 * seed), 0),
                new DtlsPeer(
                        Role.SERVER,
                        BOB,
                        List.of(ALICE.fingerprint()),
                        PROFILES,
                        options,
                        Chance.seeded(2 * seed + 1),
                        0));
    }

    Pair(long seed, Link.Conditions conditions, DtlsPeer clientPeer, DtlsPeer serverPeer) {
        simulation = new Simulation(seed);
        client = new Side(clientPeer);
        server = new Side(serverPeer);
        toServer = new Link(
                simulation, conditions, datagram -> server.peer.handle(datagram, simulation.now(), toClientSink()));
        toClient = new Link(
                simulation, conditions, datagram -> client.peer.handle(datagram, simulation.now(), toServerSink()));
        simulation.keepTime(client.peer::deadlineNanos, now -> client.peer.elapse(now, toServerSink()));
        simulation.keepTime(server.peer::deadlineNanos, now -> server.peer.elapse(now, toClientSink()));
    }

    /// What the client puts out: its datagrams go to the server.
    Consumer<Output> toServerSink() {
        return client.sink(this::sendToServer);
    }

    Consumer<Output> toClientSink() {
        return server.sink(this::sendToClient);
    }

    private void sendToServer(Bytes datagram) {
        toServer.send(datagram);
    }

    private void sendToClient(Bytes datagram) {
        toClient.send(datagram);
    }

    Pair run(long untilNanos) {
        client.peer.start(simulation.now(), toServerSink());
        server.peer.start(simulation.now(), toClientSink());
        simulation.runUntil(untilNanos);
        return this;
    }

    static Bytes srtpKeys(DtlsPeer peer) {
        return peer.exportKeyingMaterial("EXTRACTOR-dtls_srtp", 56);
    }
}
