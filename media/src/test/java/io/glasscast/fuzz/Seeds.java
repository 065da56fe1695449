package io.glasscast.fuzz;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// What Jazzer begins with when it fuzzes a target: the corpora that the target's replay reads in every build.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(Seeds.Reader.class)
public @interface Seeds {
    /// Names of corpora, see [Corpus].
    String[] value();

    /// Gives each input as the only argument.
    final class Reader implements ArgumentsProvider, AnnotationConsumer<Seeds> {
        private List<String> names = List.of();

        @Override
        public void accept(Seeds seeds) {
            names = List.of(seeds.value());
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return names.stream().flatMap(name -> Corpus.inputs(name).stream()).map(Arguments::of);
        }
    }
}
