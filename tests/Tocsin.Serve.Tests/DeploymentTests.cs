using Tocsin.Core.Diagnostics;
using Tocsin.Serve.Configuration;
using Tocsin.Tests;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Serve.Tests;

/// <summary>The files under <c>deploy/</c> are of one mind with the server that they start.</summary>
public sealed class DeploymentTests
{
    [Fact]
    public void TheManifestsAreObjectsThatAllLieInOneNamespace()
    {
        var objects = Manifests();
        Assert.Equal(
            ["Namespace", "ServiceAccount", "ConfigMap", "Service", "StatefulSet", "NetworkPolicy"],
            objects.Select(o => Text(o, "kind"))
        );
        Assert.All(objects.Skip(1), o => Assert.Equal("tocsin", Text((YamlMappingNode)o["metadata"], "namespace")));
    }

    [Fact]
    public void TheConfigurationOfTheManifestsIsRightButForCertificatesThatAreNotThere()
    {
        var map = Manifests().Single(o => Text(o, "kind") == "ConfigMap");
        var found = new DiagnosticBag();
        ConfigurationFile.Read(Text((YamlMappingNode)map["data"], "serve.yaml"), "serve.yaml", found);
        Assert.All(found.ToSortedArray(), d => Assert.Equal("TOC4410", d.Descriptor.Code));
    }

    [Fact]
    public void TheConfigurationOfTheImageIsRight()
    {
        var found = new DiagnosticBag();
        ConfigurationFile.Read(
            File.ReadAllText(SharedData.InRepository("deploy/container/serve.yaml")),
            "serve.yaml",
            found
        );
        Assert.Empty(found.ToSortedArray());
    }

    [Fact]
    public void ProbesAskEndpointsThatNeedNoToken()
    {
        var stateful = Manifests().Single(o => Text(o, "kind") == "StatefulSet");
        var text = new StringWriter();
        new YamlStream(new YamlDocument(stateful)).Save(text);
        Assert.Contains("path: /livez", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("path: /readyz", text.ToString(), StringComparison.Ordinal);
    }

    private static List<YamlMappingNode> Manifests()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(SharedData.InRepository("deploy/kubernetes/tocsin.yaml"))));
        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode)];
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;
}
