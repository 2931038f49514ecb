using System.Text.Json;
using System.Xml.Linq;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.MSBuild;

/// <summary>
/// Holds what editors read (the rules of Visual Studio's property pages, the schema beside the targets) and the package's props together. That the
/// page docs/msbuild.md has the same rows is held by <see cref="DocumentationTests"/>.
/// </summary>
public sealed class EditorFilesTests
{
    private static readonly XNamespace s_rules = "http://schemas.microsoft.com/build/2009/properties";
    private static readonly XElement s_props = XElement.Load(PathOf("RsdtrEdge.Build.props"));
    private static readonly XElement s_itemRule = XElement.Load(PathOf("RsdtrModel.xaml")).Element(s_rules + "Rule")!;
    private static readonly XElement s_projectRule = XElement.Load(PathOf("RsdtrProperties.xaml"));
    private static readonly JsonElement s_schema = JsonDocument.Parse(File.ReadAllText(PathOf("RsdtrEdge.Build.targets.buildschema.json"))).RootElement;

    private static JsonElement ItemSchema => s_schema.GetProperty("items").GetProperty("RsdtrModel").GetProperty("metadata");

    private static Dictionary<string, string> Defaults =>
        s_props.Elements("ItemDefinitionGroup").Elements("RsdtrModel").Elements().ToDictionary(element => element.Name.LocalName, element => element.Value);

    [Fact]
    public void Each_metadatum_is_in_the_rule_and_in_the_schema_and_no_other()
    {
        string[] declared = [.. Defaults.Keys.Order(StringComparer.Ordinal)];
        string[] ofTheFile = ["{}{ItemType}", "FullPath", "FileNameAndExtension"];
        Assert.Equal(declared, Properties(s_itemRule).Select(Name).Except(ofTheFile).Order(StringComparer.Ordinal));
        Assert.Equal(declared, ItemSchema.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_public_property_and_target_is_in_the_rule_and_in_the_schema_and_no_other()
    {
        string[] documented = [.. DocumentationTests.Rows("property").Order(StringComparer.Ordinal)];
        Assert.Equal(documented, Properties(s_projectRule).Select(Name).Order(StringComparer.Ordinal));
        Assert.Equal(documented, s_schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            DocumentationTests.Rows("target").Order(StringComparer.Ordinal),
            s_schema.GetProperty("targets").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_in_the_schema_are_those_of_the_props()
    {
        Assert.Equal(
            Defaults.Where(pair => pair.Value.Length > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal),
            SchemaDefaults(ItemSchema));
        Assert.Equal(
            s_props.Elements("PropertyGroup").Elements().Where(element => element.Name.LocalName[0] != '_' && element.Value.Length > 0)
                .Select(element => KeyValuePair.Create(element.Name.LocalName, element.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal),
            SchemaDefaults(s_schema.GetProperty("properties")));
    }

    [Fact]
    public void Choices_in_the_rule_are_those_in_the_schema()
    {
        foreach (XElement property in Properties(s_itemRule).Where(property => property.Name.LocalName == "EnumProperty"))
        {
            IEnumerable<string> choices = property.Elements(s_rules + "EnumValue").Select(Name).Where(value => value.Length > 0);
            Assert.Equal(choices, ItemSchema.GetProperty(Name(property)).GetProperty("type").GetProperty("values").EnumerateObject().Select(value => value.Name));
        }
    }

    [Fact]
    public void Each_is_described_alike_in_the_rule_and_in_the_schema()
    {
        foreach (XElement property in Properties(s_itemRule).Concat(Properties(s_projectRule)))
        {
            string? described = ItemSchema.TryGetProperty(Name(property), out JsonElement inItem) ? inItem.GetProperty("description").GetString()
                : s_schema.GetProperty("properties").TryGetProperty(Name(property), out JsonElement inProject) ? inProject.GetProperty("description").GetString()
                : null;
            string text = property.Attribute("Description")!.Value;
            Assert.NotEmpty(text);
            Assert.NotEmpty(property.Attribute("DisplayName")!.Value);
            Assert.Equal(described ?? text, text);
        }
    }

    [Fact]
    public void Each_category_is_declared_and_used()
    {
        foreach (XElement rule in new[] { s_itemRule, s_projectRule })
        {
            Assert.Equal(
                rule.Element(s_rules + "Rule.Categories")!.Elements().Select(Name).Order(StringComparer.Ordinal),
                Properties(rule).Select(property => property.Attribute("Category")!.Value).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_props_hand_both_rules_to_the_editor()
    {
        Dictionary<string, string> schemas = s_props.Descendants("PropertyPageSchema")
            .ToDictionary(item => item.Attribute("Include")!.Value["$(MSBuildThisFileDirectory)".Length..], item => item.Attribute("Context")!.Value);
        Assert.Equal(new Dictionary<string, string> { ["RsdtrModel.xaml"] = "File;BrowseObject", ["RsdtrProperties.xaml"] = "Project" }, schemas);
        Assert.Contains(s_props.Descendants("AvailableItemName"), item => item.Attribute("Include")!.Value == "RsdtrModel");
    }

    [Fact]
    public void Each_schema_is_listed_on_the_page() =>
        Assert.Equal(
            new[] { "docs/schemas", "devices" }.SelectMany(folder => Directory.GetFiles(Path.Combine(RepositoryLayout.Root, folder), "*.schema.json"))
                .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
            DocumentationTests.Rows("schema").Order(StringComparer.Ordinal));

    private static IEnumerable<XElement> Properties(XElement rule) => rule.Elements().Where(element => element.Attribute("Name") is not null);

    private static string Name(XElement element) => element.Attribute("Name")!.Value;

    private static IEnumerable<KeyValuePair<string, string>> SchemaDefaults(JsonElement entries) => entries.EnumerateObject()
        .Where(entry => entry.Value.TryGetProperty("defaultValue", out _))
        .Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetProperty("defaultValue").GetString()!))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static string PathOf(string file) => Path.Combine(RepositoryLayout.Root, "src", "BuildTasks", "build", file);
}
