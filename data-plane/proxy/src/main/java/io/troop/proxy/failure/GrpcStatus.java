package io.troop.proxy.failure;

/// gRPC's status codes as they stand for HTTP's, and their names, as Kong sends them.
final class GrpcStatus {

  private static final String[] NAMES = {
    "OK",
    "Canceled",
    "Unknown",
    "InvalidArgument",
    "DeadlineExceeded",
    "NotFound",
    "AlreadyExists",
    "PermissionDenied",
    "ResourceExhausted",
    "FailedPrecondition",
    "Aborted",
    "OutOfRange",
    "Unimplemented",
    "Internal",
    "Unavailable",
    "DataLoss",
    "Unauthenticated"
  };

  private GrpcStatus() {}

  static int of(int httpStatus) {
    return switch (httpStatus) {
      case 401 -> 16;
      case 403 -> 7;
      case 404 -> 5;
      case 409 -> 6;
      case 429 -> 8;
      case 499 -> 1;
      case 501 -> 12;
      case 503 -> 14;
      case 504 -> 4;
      default ->
          switch (httpStatus / 100) {
            case 2 -> 0;
            case 4 -> 3;
            case 5 -> 13;
            default -> 2;
          };
    };
  }

  static String name(int grpcStatus) {
    return NAMES[grpcStatus];
  }
}
