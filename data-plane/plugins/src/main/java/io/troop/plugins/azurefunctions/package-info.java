/// `azure-functions`: answers requests by calling an Azure function.
@NullMarked
package io.troop.plugins.azurefunctions;

import org.jspecify.annotations.NullMarked;
