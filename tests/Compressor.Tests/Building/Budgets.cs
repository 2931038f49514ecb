using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Compressor.Tests.Building;

/// <summary>Budgets as files and options give them.</summary>
internal static class Budgets
{
    /// <summary>No limit.</summary>
    public static DeviceBudget None { get; } = OfOptions();

    /// <summary>What <c>--max-parameters</c> and <c>--max-flops</c> give without a budget.</summary>
    public static DeviceBudget OfOptions(string? parameters = null, string? flops = null) => new()
    {
        Name = "",
        Title = "",
        Limits = new BudgetLimits().Override(Parse(parameters), Parse(flops)),
    };

    /// <summary>A budget file <c>devices/board.json</c>, a limit a line from line 4 on.</summary>
    public static DeviceBudget OfFile(params IEnumerable<string> limits)
    {
        string json = "{ \"name\": \"board\", \"title\": \"A board\",\n  \"hardware\": {},\n  \"limits\": {\n" + string.Join(",\n", limits) + "\n} }\n";
        return DeviceBudgetReader.Parse(System.Text.Encoding.UTF8.GetBytes(json), "devices/board.json");
    }

    private static Limit? Parse(string? text) => text is null ? null : Limit.TryParse(text, out Limit? limit) ? limit : throw new FormatException(text);
}
