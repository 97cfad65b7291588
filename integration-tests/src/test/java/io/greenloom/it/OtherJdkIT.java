package io.greenloom.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.greenloom.it.legacy.Hello;
import io.greenloom.it.support.ChildJvm;
import io.greenloom.it.support.ChildResult;
import io.greenloom.it.support.OldJdk;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JDKs that Greenloom cannot patch. */
final class OtherJdkIT {
  private static final int JAVA_11 = 55;
  private static final int OLDEST_SUPPORTED = 25;

  @TempDir private Path folder;

  // -- too old

  @Test
  void tooOld() throws IOException {
    Optional<Path> old = OldJdk.find();
    assumeTrue(old.isPresent(), "no JDK from 11 to 24 is installed in the usual folders");
    writeOldProgram();
    ChildResult result = oldProgram(old.get()).agent("").run();
    result
        .assertOneSentence("needs JDK " + OLDEST_SUPPORTED + " or newer", "unpatched")
        .assertExit(3)
        .assertOut("hello");
    oldProgram(old.get())
        .agent("hubs=1,strict=true")
        .run()
        .assertOneSentence("needs JDK " + OLDEST_SUPPORTED + " or newer")
        .assertExit(1)
        .assertOut();
  }

  private ChildJvm oldProgram(Path home) {
    return ChildJvm.of("OldProgram").classPath(folder).javaHome(home);
  }

  /** A class that an old JVM can run; this module's are too new for it. */
  private void writeOldProgram() throws IOException {
    ClassDesc system = ClassDesc.of("java.lang.System");
    ClassDesc stream = ClassDesc.of("java.io.PrintStream");
    MethodTypeDesc main =
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType());
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("OldProgram"),
                type ->
                    type.withVersion(JAVA_11, 0)
                        .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                        .withMethodBody(
                            "main",
                            main,
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                            code ->
                                code.getstatic(system, "out", stream)
                                    .ldc("hello")
                                    .invokevirtual(
                                        stream,
                                        "println",
                                        MethodTypeDesc.of(
                                            ConstantDescs.CD_void, ConstantDescs.CD_String))
                                    .iconst_3()
                                    .invokestatic(
                                        system,
                                        "exit",
                                        MethodTypeDesc.of(
                                            ConstantDescs.CD_void, ConstantDescs.CD_int))
                                    .return_()));
    Files.write(folder.resolve("OldProgram.class"), bytes);
  }

  // -- other methods

  @Test
  void missesAMethod() throws IOException {
    renameMethod("sun/nio/ch/Poller", "stopPoll", "(II)V");
    ChildResult result = hello().agent("").run();
    result
        .assertOneSentence("stopPoll", "Poller", "the application runs unpatched")
        .assertExit(3)
        .assertOut("hello ", "platform");
    hello()
        .agent("strict=true")
        .run()
        .assertOneSentence("stopPoll", "Poller", "the application does not start")
        .assertExit(1)
        .assertOut();
    assertThat(hello().agent("enabled=false").run().err()).isEmpty();
  }

  private ChildJvm hello() {
    return ChildJvm.of(Hello.class).jvmArgs("--patch-module", "java.base=" + folder);
  }

  /** Writes a JDK class with a method renamed that only other classes call. */
  private void renameMethod(String type, String name, String descriptor) throws IOException {
    ClassFile files = ClassFile.of();
    Path original = Path.of(URI.create("jrt:/java.base/" + type + ".class"));
    ClassTransform rename =
        (builder, element) -> {
          if (element instanceof MethodModel method
              && method.methodName().equalsString(name)
              && method.methodType().equalsString(descriptor)) {
            builder.withMethod(
                name + "Renamed",
                method.methodTypeSymbol(),
                method.flags().flagsMask(),
                copy -> method.forEach(copy::with));
          } else {
            builder.with(element);
          }
        };
    byte[] bytes = files.transformClass(files.parse(Files.readAllBytes(original)), rename);
    Path file = folder.resolve(type + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
