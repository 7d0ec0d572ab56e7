package io.qahan.schemas.rights;

import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * One operation on one resource, or on all whose names begin alike. To read, write, delete or alter
 * includes to describe, and to alter configurations includes to describe those, as Kafka has it.
 *
 * @param resource what it is about
 * @param operation what may be done with it
 * @param purpose what it is for, for people
 * @param setting the only setting with which it is needed; empty if it always is
 */
public record Right(
    ResourcePattern resource, AclOperation operation, String purpose, Optional<String> setting) {

  /** As Kafka's admin clients grant it, from every host. */
  public AclBinding grantedTo(String user) {
    return new AclBinding(
        resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }

  /** Whether it is about all resources whose names begin alike. */
  boolean isPrefixed() {
    return resource.patternType() == PatternType.PREFIXED;
  }

  /** As Kafka's tools write the operation: {@code DescribeConfigs}. */
  public String operationName() {
    return SecurityUtils.operationName(operation);
  }

  /** What it is, for people: {@code Write on topic [qahan.images.v1]}. */
  public String text() {
    return resource.resourceType() == ResourceType.CLUSTER
        ? operationName() + " on the cluster"
        : String.format(
            Locale.ROOT,
            "%s on %s%s [%s]",
            operationName(),
            resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            isPrefixed() ? "s that begin with" : "",
            resource.name());
  }
}
