/// Fields that requests carry in their query or body: urlencoded, multipart or JSON.
@NullMarked
package io.troop.plugin.form;

import org.jspecify.annotations.NullMarked;
