package io.glasscast.app.command;

import com.google.gson.JsonObject;
import io.glasscast.app.config.Config;
import io.glasscast.app.doctor.Examination;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = "Checks ports, addresses and certificates, and names the setting to change.",
        mixinStandardHelpOptions = true)
public final class Doctor implements Callable<Integer> {
    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Option(names = "--json", description = "Print JSON, one finding a line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Config config = options.config();
        boolean healthy = true;
        for (var finding : Examination.of(config)) {
            healthy &= finding.grade() != Examination.Grade.BAD;
            if (json) {
                var object = new JsonObject();
                object.addProperty("check", finding.subject());
                object.addProperty("grade", finding.grade().word());
                object.addProperty("words", finding.words());
                System.out.println(object);
            } else {
                System.out.printf("%-4s  %-16s %s%n", finding.grade().word(), finding.subject(), finding.words());
            }
        }
        return healthy ? 0 : 1;
    }
}
