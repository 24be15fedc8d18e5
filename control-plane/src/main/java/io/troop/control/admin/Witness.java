package io.troop.control.admin;

import java.util.UUID;

/// Sees every request with its answer before the answer is sent.
public interface Witness {

  /// A request was answered.
  ///
  /// @param controlPlane whose configuration it was about
  /// @param workspace the workspace it was about
  /// @return what is to be sent: the answer, or a refusal when the request can't be put on record
  Answer answered(
      AdminRequest request, Caller caller, UUID controlPlane, String workspace, Answer answer);
}
