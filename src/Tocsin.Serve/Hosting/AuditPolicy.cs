namespace Tocsin.Serve.Hosting;

/// <summary>An audit policy for Kubernetes API servers under which the rules see what they need, and little else.</summary>
internal static class AuditPolicy
{
    /// <summary>The policy, YAML, for <c>--audit-policy-file</c>. The first rule that fits decides.</summary>
    public const string Text = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          # The control plane talking to itself: nothing that a rule looks at.
          - level: None
            users: ["system:kube-proxy"]
            verbs: ["watch"]
            resources:
              - group: ""
                resources: ["endpoints", "services", "services/status"]
              - group: "discovery.k8s.io"
                resources: ["endpointslices"]
          - level: None
            resources:
              - group: "coordination.k8s.io"
                resources: ["leases"]
          - level: None
            nonResourceURLs: ["/healthz*", "/livez*", "/readyz*"]

          # Secrets are never written down, only that they were touched.
          - level: Metadata
            omitStages: ["RequestReceived"]
            resources:
              - group: ""
                resources: ["secrets", "configmaps", "serviceaccounts/token"]
              - group: "authentication.k8s.io"
                resources: ["tokenreviews"]

          # Into containers and through the API server: from the first stage on, since these requests may last for hours.
          - level: Request
            resources:
              - group: ""
                resources:
                  - pods/exec
                  - pods/attach
                  - pods/portforward
                  - pods/proxy
                  - pods/ephemeralcontainers
                  - services/proxy
                  - nodes/proxy

          # Whoever did not say who they are.
          - level: Request
            userGroups: ["system:unauthenticated"]

          # Changes to what runs, who may do what, and what stands in between: rules look into requests and answers.
          - level: RequestResponse
            omitStages: ["RequestReceived"]
            verbs: ["create", "update", "patch", "delete", "deletecollection"]
            resources:
              - group: ""
                resources:
                  - pods
                  - services
                  - serviceaccounts
                  - namespaces
                  - nodes
                  - persistentvolumes
                  - replicationcontrollers
                  - events
              - group: "apps"
              - group: "batch"
              - group: "rbac.authorization.k8s.io"
              - group: "certificates.k8s.io"
              - group: "admissionregistration.k8s.io"
              - group: "networking.k8s.io"
              - group: "policy"
              - group: "apiextensions.k8s.io"
              - group: "authorization.k8s.io"

          # Everything else: who did what to which object, and whether they were allowed to.
          - level: Metadata
            omitStages: ["RequestReceived"]

        """;
}
