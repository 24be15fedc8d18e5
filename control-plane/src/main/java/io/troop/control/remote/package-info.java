/// What this process asks of others by HTTP: [io.troop.control.remote.Http] sends, and
/// [io.troop.control.remote.AwsKeys] finds who we are to AWS. Knows nothing of what is asked.
@NullMarked
package io.troop.control.remote;

import org.jspecify.annotations.NullMarked;
