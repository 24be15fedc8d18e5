/// `aws-lambda`: answers requests by calling an AWS Lambda function.
///
/// The payload is Kong's own document of the request, or API Gateway's (version 1.0).
@NullMarked
package io.troop.plugins.awslambda;

import org.jspecify.annotations.NullMarked;
