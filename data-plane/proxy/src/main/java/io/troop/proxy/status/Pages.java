package io.troop.proxy.status;

import io.troop.plugin.Verdict.Answer;

/// What answers requests to an address of the node's own.
interface Pages {

  Answer page(String method, String path, String body);
}
