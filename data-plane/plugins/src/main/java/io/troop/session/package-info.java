/// What plugins share that remember clients by cookies.
@NullMarked
package io.troop.session;

import org.jspecify.annotations.NullMarked;
