package io.troop.plugin;

/// A call of the Admin API that nodes answer, because only they have what it is about. *Immutable.*
///
/// The control plane hands it to every node that is connected. One that finds what the call is
/// about says so, and may give a document: the answer is then 200 with the first document, or 204
/// without one; 404 when no node finds anything.
///
/// @param method such as `DELETE`
/// @param path with names in braces, such as `/proxy-cache/{key}`
/// @param succeedsAnyway whether the answer is 204 even when no node finds anything
public record NodeEndpoint(String method, String path, boolean succeedsAnyway) {}
