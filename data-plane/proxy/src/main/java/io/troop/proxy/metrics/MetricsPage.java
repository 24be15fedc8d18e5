package io.troop.proxy.metrics;

import io.troop.plugin.tools.Metrics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `/metrics` shows: the texts of all sources, one after the other. *Thread-safe.*
public final class MetricsPage implements Metrics {
  /// The page's content type.
  public static final String CONTENT_TYPE = "text/plain; charset=UTF-8";

  private static final Logger LOG = LoggerFactory.getLogger(MetricsPage.class);

  private final List<Source> sources = new CopyOnWriteArrayList<>();
  private final Set<Object> showingTargets = ConcurrentHashMap.newKeySet();
  private volatile Supplier<List<Target>> targets = List::of;

  @Override
  public Registration show(Source source) {
    sources.add(source);
    return () -> sources.remove(source);
  }

  @Override
  public Registration showTargets() {
    Object who = new Object();
    showingTargets.add(who);
    return () -> showingTargets.remove(who);
  }

  /// Shows targets, to those who want to see them on the page and to those who ask.
  public void showTargetsOf(TargetHealthMetric metric) {
    targets = metric::targets;
    show(metric);
  }

  @Override
  public List<Target> targets() {
    return targets.get();
  }

  /// Whether anybody wants the health of targets to be shown.
  public boolean showsTargets() {
    return !showingTargets.isEmpty();
  }

  /// The page as of now. A source that fails is left out.
  @SuppressWarnings("IllegalCatch") // One plugin's defect must not hide everybody's metrics.
  public String text() {
    StringBuilder out = new StringBuilder(4096);
    for (Source source : sources) {
      int start = out.length();
      try {
        source.write(out);
      } catch (RuntimeException e) {
        out.setLength(start);
        LOG.error("metrics of {} can't be written", source.getClass().getName(), e);
      }
    }
    return out.toString();
  }
}
