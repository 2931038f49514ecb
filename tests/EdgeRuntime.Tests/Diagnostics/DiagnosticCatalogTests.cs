using System.Text.RegularExpressions;
using RsdtrEdge.Runtime.Diagnostics;

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
    public void A_canonical_line_has_file_line_code_and_one_line_of_text()
    {
        Diagnostic diagnostic = new(BudgetDiagnostics.FlopsExceeded, DiagnosticSeverity.Error, "devices/pi4.json", 0, "a\nb");
        Assert.Equal("devices/pi4.json(1): error RSDTR2102: a b", diagnostic.ToCanonicalLine("rsdtr"));
        Assert.Equal("rsdtr: error RSDTR2102: a b", (diagnostic with { File = null }).ToCanonicalLine("rsdtr"));
    }
}
