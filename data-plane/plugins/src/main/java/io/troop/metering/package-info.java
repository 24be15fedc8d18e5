/// What is counted of requests by several plugins: amounts and distributions for each combination
/// of label values. Who tells them whom, and in which form, is the plugins' own business.
@NullMarked
package io.troop.metering;

import org.jspecify.annotations.NullMarked;
