/// What single steps of a node cost, measured with JMH by `./troop bench --jmh`: the router and the
/// compiling of configurations. What happens to headers is measured in
/// `io.troop.proxy.pipeline.HeadersBenchmark`, in the package of what it calls.
@NullMarked
package io.troop.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
