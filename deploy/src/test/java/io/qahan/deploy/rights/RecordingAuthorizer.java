package io.qahan.deploy.rights;

import io.qahan.schemas.rights.Right;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * The brokers' own authorizer, which keeps what it allowed and refused: made by the brokers of this
 * JVM by its name. What is only asked for, as in a list of what a user may see, does not count.
 */
public final class RecordingAuthorizer extends StandardAuthorizer {
  private static final Set<Use> USES = ConcurrentHashMap.newKeySet();

  /** Something that a user did, or was not let do. */
  record Use(String user, AclOperation operation, ResourcePattern resource, boolean allowed) {
    /** Whether that right lets do this. */
    boolean isBy(Right right) {
      ResourcePattern granted = right.resource();
      return operation == right.operation()
          && resource.resourceType() == granted.resourceType()
          && (granted.patternType() == PatternType.PREFIXED
              ? resource.name().startsWith(granted.name())
              : resource.name().equals(granted.name()));
    }

    String text() {
      return user + ": " + operation + " " + resource.resourceType() + " " + resource.name();
    }
  }

  /** What a user did, or was not let do. */
  static List<Use> of(String user, boolean allowed) {
    return USES.stream()
        .filter(use -> use.user().equals(user) && use.allowed() == allowed)
        .toList();
  }

  /** Rights that a user did not use. */
  public static List<Right> idle(String user, List<Right> rights) {
    List<Use> uses = of(user, true);
    return rights.stream()
        .filter(right -> uses.stream().noneMatch(use -> use.isBy(right)))
        .toList();
  }

  /** What a user was not let do, but for one kind: who lists is shown no others, which is none. */
  public static List<String> refused(String user, ResourceType listed) {
    return of(user, false).stream()
        .filter(use -> use.resource().resourceType() != listed)
        .map(Use::text)
        .toList();
  }

  @Override
  public List<AuthorizationResult> authorize(
      AuthorizableRequestContext request, List<Action> actions) {
    List<AuthorizationResult> results = super.authorize(request, actions);
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i < actions.size(); i++) {
      Action action = actions.get(i);
      boolean allowed = results.get(i) == AuthorizationResult.ALLOWED;
      if (allowed ? action.logIfAllowed() : action.logIfDenied()) {
        uses.add(
            new Use(
                request.principal().getName(),
                action.operation(),
                action.resourcePattern(),
                allowed));
      }
    }
    USES.addAll(uses);
    return results;
  }
}
