/// What stands in for a node in tests of plugins.
package io.troop.plugins.fakes;
