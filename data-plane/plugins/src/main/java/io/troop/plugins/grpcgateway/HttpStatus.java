package io.troop.plugins.grpcgateway;

/// The HTTP status that stands for a status of gRPC, as `google/rpc/code.proto` suggests and Kong
/// has it. *Stateless.*
final class HttpStatus {
  private static final int[] STATUSES = {
    200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 500, 500, 503, 500, 401
  };

  private HttpStatus() {}

  /// @param grpcStatus as the header says it
  static int of(String grpcStatus) {
    try {
      int number = Integer.parseInt(grpcStatus.strip());
      return number >= 0 && number < STATUSES.length ? STATUSES[number] : 500;
    } catch (NumberFormatException _) {
      return 500;
    }
  }
}
