package io.greenloom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Linux has counted for the whole machine so far.
 *
 * @param busyMicros time in which a processor worked, for us or for others
 * @param stolenMicros time in which a processor wanted to work and the hypervisor did not let it
 */
record MachineSample(long busyMicros, long stolenMicros) {
  static MachineSample now() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
    // cpu user nice system idle iowait irq softirq steal guest guest_nice
    List<Long> ticks =
        List.of(lines.getFirst().split("\\s+")).subList(1, 9).stream().map(Long::valueOf).toList();
    long busy = ticks.get(0) + ticks.get(1) + ticks.get(2) + ticks.get(5) + ticks.get(6);
    return new MachineSample(
        busy * ProcessSample.MICROS_PER_TICK, ticks.get(7) * ProcessSample.MICROS_PER_TICK);
  }
}
