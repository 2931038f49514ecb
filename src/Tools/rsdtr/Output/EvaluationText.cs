using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RsdtrEdge.Compressor.Evaluation;

namespace RsdtrEdge.Tools.Rsdtr.Output;

/// <summary>An evaluation as text or JSON.</summary>
internal static class EvaluationText
{
    /// <summary>The version of the JSON form.</summary>
    public const string Schema = "rsdtr-evaluate/1";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // An output error may be infinite: "Infinity", which JSON's numbers cannot say.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        NewLine = "\n",
    };

    /// <summary>JSON, null where a figure is not there, with the version of this form first.</summary>
    public static string ToJson(Evaluation evaluation)
    {
        JsonObject json = new() { ["schema"] = Schema };
        foreach ((string name, JsonNode? figure) in JsonSerializer.SerializeToNode(evaluation, Json)!.AsObject())
        {
            json.Add(name, figure?.DeepClone());
        }

        return json.ToJsonString(Json) + "\n";
    }

    /// <summary>A line a figure that is there.</summary>
    public static string ToText(Evaluation evaluation)
    {
        StringWriter writer = new() { NewLine = "\n" };
        writer.WriteLine($"images                 {Figures.Count(evaluation.Images)}");
        Line("top-1", evaluation.Top1);
        Line("top-5", evaluation.Top5);
        Line("top-1 of the original", evaluation.OriginalTop1);
        Line("top-5 of the original", evaluation.OriginalTop5);
        if (evaluation.LabelsIgnored is { } fault)
        {
            writer.WriteLine($"top-1 and top-5 are left out, because the data {fault}");
        }

        Line("agreement", evaluation.Agreement);
        foreach ((string name, double error) in evaluation.OutputErrors)
        {
            writer.WriteLine($"relative output error  {Figures.Error(error)} ({name})");
        }

        return writer.ToString();

        void Line(string name, double? share)
        {
            if (share is not null)
            {
                writer.WriteLine($"{name,-22} {Figures.Percent(share)}");
            }
        }
    }
}
