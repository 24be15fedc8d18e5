/// Amazon's web services as plugins and vaults call them: who the caller is, and how a call is
/// signed.
///
/// Start reading at [io.troop.plugin.aws.AwsSignature].
@NullMarked
package io.troop.plugin.aws;

import org.jspecify.annotations.NullMarked;
