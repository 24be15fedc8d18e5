/// `redirect`: the client is sent elsewhere. As in Kong.
@NullMarked
package io.troop.plugins.redirect;

import org.jspecify.annotations.NullMarked;
