using System.Reflection;
using System.Text.RegularExpressions;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Runtime.Tests.Diagnostics;

public sealed class DiagnosticCatalogTests
{
    [Fact]
    public void Every_code_is_well_formed_ascending_and_used_once()
    {
        string[] ids = [.. DiagnosticCatalog.All.Select(descriptor => descriptor.Id)];
        Assert.All(ids, id => Assert.Matches(new Regex("^RSDTR[1-4][0-9]{3}$"), id));
        Assert.Equal(ids.Order(StringComparer.Ordinal).Distinct(), ids);
    }

    [Fact]
    public void Every_code_is_used_by_the_sources()
    {
        // In C# by its name, qualified as it is nowhere in the registry itself; in the targets, which know no names, by its code.
        string code = ReadSources("*.cs");
        string targets = ReadSources("*.targets");
        Type[] groups = [typeof(ModelDiagnostics), typeof(DataDiagnostics), typeof(TrainingDiagnostics), typeof(BudgetDiagnostics), typeof(LockDiagnostics), typeof(ToolDiagnostics), typeof(RuntimeDiagnostics), typeof(DeploymentDiagnostics)];
        (string Name, DiagnosticDescriptor Descriptor)[] fields = [.. groups.SelectMany(
            group => group.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => ($"{group.Name}.{field.Name}", (DiagnosticDescriptor)field.GetValue(null)!)))];

        Assert.Equal(DiagnosticCatalog.All, fields.Select(field => field.Descriptor).OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal));
        Assert.Empty(fields
            .Where(field => !Regex.IsMatch(code, $@"(?<!cref=""){Regex.Escape(field.Name)}\b") && !targets.Contains($"Code=\"{field.Descriptor.Id}\"", StringComparison.Ordinal))
            .Select(field => field.Name));
    }

    [Fact]
    public void A_canonical_line_has_file_line_code_and_one_line_of_text()
    {
        Diagnostic diagnostic = new(BudgetDiagnostics.FlopsExceeded, DiagnosticSeverity.Error, "devices/pi4.json", 0, "a\nb");
        Assert.Equal("devices/pi4.json(1): error RSDTR2102: a b", diagnostic.ToCanonicalLine("rsdtr"));
        Assert.Equal("rsdtr: error RSDTR2102: a b", (diagnostic with { File = null }).ToCanonicalLine("rsdtr"));
    }

    private static string ReadSources(string pattern) => string.Concat(
        Directory.EnumerateFiles(Path.Combine(RepositoryLayout.Root, "src"), pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(RepositoryLayout.Root, file).Split(Path.DirectorySeparatorChar).Contains("obj"))
            .Select(File.ReadAllText));
}
