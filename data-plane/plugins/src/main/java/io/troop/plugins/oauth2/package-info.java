/// `oauth2`: the gateway gives out OAuth 2.0 tokens (RFC 6749, with RFC 7636) and asks for them.
///
/// As in Kong, and in hybrid mode, too, where Kong refuses it: a node has the control plane commit
/// codes and tokens, which reach all nodes as any other entity does. So giving out a token needs
/// the control plane; checking one does not. Start reading at
/// [io.troop.plugins.oauth2.OauthHandler].
@NullMarked
package io.troop.plugins.oauth2;

import org.jspecify.annotations.NullMarked;
