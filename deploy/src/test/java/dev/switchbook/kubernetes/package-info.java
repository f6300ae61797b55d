/** The manifests of {@code deploy/kubernetes}, held against Kubernetes' own fields, the services and one another. */
@NullMarked
package dev.switchbook.kubernetes;

import org.jspecify.annotations.NullMarked;
