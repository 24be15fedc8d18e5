/// Where secrets are read that references stand for: files, HashiCorp Vault, AWS Secrets Manager;
/// and [io.troop.proxy.vault.SecretCache], which keeps them when a vault is away and reads them
/// anew when their time is over.
@NullMarked
package io.troop.proxy.vault;

import org.jspecify.annotations.NullMarked;
