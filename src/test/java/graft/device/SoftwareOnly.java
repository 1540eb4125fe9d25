package graft.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks tests that need the software device: with -Dgraft.test.device=gpu they are left out. Both
 * engines' tags, since jqwik does not read JUnit's.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@org.junit.jupiter.api.Tag(SoftwareOnly.TAG)
@net.jqwik.api.Tag(SoftwareOnly.TAG)
public @interface SoftwareOnly {
  /** As pom.xml excludes it. */
  String TAG = "software";

  /** Why, in a few words. */
  String value();
}
