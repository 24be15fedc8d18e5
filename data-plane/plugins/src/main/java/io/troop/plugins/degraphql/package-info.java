/// `degraphql`: turns plain requests into GraphQL queries, by routes that belong to a service.
@NullMarked
package io.troop.plugins.degraphql;

import org.jspecify.annotations.NullMarked;
