using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Runtime.Files;

namespace RsdtrEdge.Runtime.Profiles.Networks;

/// <summary>Whole networks in files: outlines in lists of stages, times in device profiles.</summary>
internal static partial class NetworkText
{
    private const int MostSize = 1 << 24;
    private const int MostAxes = 8;

    // 2 GiB, which one ONNX file could not hold.
    private const long MostNumbers = 1L << 29;

    /// <summary>Adds an outline as a JSON object.</summary>
    public static void Append(StringBuilder text, NetworkOutline network)
    {
        text.Append(CultureInfo.InvariantCulture, $"  \"network\": {{\n    \"rest\": \"{network.Rest}\",\n    \"stages\": [\n");
        StageText.AppendAll(text, "      ", network.Stages, stage => stage.Shape, stage => stage.Count);
        text.Append("    ],\n    \"weights\": [\n");
        for (int i = 0; i < network.Weights.Length; i++)
        {
            OutlineWeight weight = network.Weights[i];
            string sizes = string.Concat(weight.Sizes.Select(size => string.Create(CultureInfo.InvariantCulture, $",{size}")));
            text.Append(CultureInfo.InvariantCulture, $"      [{ProfileJson.Text(weight.Name)}{sizes}{(i == network.Weights.Length - 1 ? "]" : "],")}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    ],\n    \"graph\": \"{Convert.ToBase64String(network.Graph.Span)}\"\n  }}");
    }

    /// <summary>Adds the times of networks as the last key of an object.</summary>
    public static void AppendAll(StringBuilder text, ImmutableArray<NetworkTiming> networks)
    {
        text.Append(",\n      \"networks\": [");
        for (int i = 0; i < networks.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\n        {{\n          \"rest\": \"{networks[i].Rest}\",\n");
            string mark = $"{(networks[i].IsUnsettled ? "          \"unsettled\": true,\n" : "")}{(networks[i].IsDisturbed ? "          \"disturbed\": true,\n" : "")}";
            text.Append(CultureInfo.InvariantCulture, $"          \"microseconds\": {StageText.Number(networks[i].Microseconds)},\n{mark}          \"stages\": [\n");
            StageText.AppendAll(text, "            ", networks[i].Stages, stage => stage.Shape, stage => stage.Count);
            text.Append("          ]\n        }");
        }

        text.Append("\n      ]");
    }

    /// <summary>Reads the outline that is the current value.</summary>
    public static NetworkOutline ReadOutline(ref StrictJson json)
    {
        string rest = "";
        ImmutableArray<StageCount> stages = [];
        ImmutableArray<OutlineWeight> weights = [];
        byte[] graph = [];
        JsonObjectScope scope = json.BeginObject("rest", "stages", "weights", "graph");
        while (json.NextKey(scope, out string key, out _))
        {
            switch (key)
            {
                case "rest": rest = ReadRest(ref json); break;
                case "stages": stages = ReadStages(ref json); break;
                case "weights": weights = ReadWeights(ref json); break;
                default: graph = ReadGraph(ref json); break;
            }
        }

        foreach (string key in (string[])["rest", "stages", "weights", "graph"])
        {
            json.Require(scope, key);
        }

        return new NetworkOutline { Rest = rest, Stages = stages, Weights = weights, Graph = graph };
    }

    /// <summary>Reads the array of times that is the current value.</summary>
    public static ImmutableArray<NetworkTiming> ReadTimings(ref StrictJson json)
    {
        ImmutableArray<NetworkTiming>.Builder networks = ImmutableArray.CreateBuilder<NetworkTiming>();
        string key = json.BeginArray("an array of objects, one a network");
        while (json.NextItem(key))
        {
            int line = json.Line;
            NetworkTiming network = ReadTiming(ref json);
            networks.Add(networks.Any(other => other.Rest == network.Rest)
                ? throw json.Failure(RuntimeDiagnostics.ProfileInvalidValue, line, "the network stands twice: remove one of the objects")
                : network);
        }

        return networks.ToImmutable();
    }

    private static NetworkTiming ReadTiming(ref StrictJson json)
    {
        string rest = "";
        double microseconds = 0;
        bool isUnsettled = false, isDisturbed = false;
        ImmutableArray<StageCount> stages = [];
        JsonObjectScope scope = json.BeginObject("rest", "microseconds", "unsettled", "disturbed", "stages");
        while (json.NextKey(scope, out string key, out _))
        {
            switch (key)
            {
                case "rest": rest = ReadRest(ref json); break;
                case "microseconds": microseconds = json.GetPositive(1e12, maximumIncluded: true, "a time in microseconds"); break;
                case "unsettled": isUnsettled = ReadMark(ref json); break;
                case "disturbed": isDisturbed = ReadMark(ref json); break;
                default: stages = ReadStages(ref json); break;
            }
        }

        foreach (string key in (string[])["rest", "microseconds", "stages"])
        {
            json.Require(scope, key);
        }

        return new NetworkTiming(rest, microseconds, stages) { IsUnsettled = isUnsettled || isDisturbed, IsDisturbed = isDisturbed };
    }

    private static bool ReadMark(ref StrictJson json) =>
        json.Type is JsonTokenType.True or JsonTokenType.False ? json.Type == JsonTokenType.True : throw json.Unsuitable("true or false");

    private static ImmutableArray<StageCount> ReadStages(ref StrictJson json)
    {
        ImmutableArray<StageCount>.Builder stages = ImmutableArray.CreateBuilder<StageCount>();
        string key = json.BeginArray("an array of stages with their numbers of nodes");
        while (json.NextItem(key))
        {
            stages.Add(StageText.ReadCounted(ref json));
        }

        return stages.ToImmutable();
    }

    private static ImmutableArray<OutlineWeight> ReadWeights(ref StrictJson json)
    {
        const string Expected = "a weight such as [\"conv1.weight\",64,3,7,7]";
        ImmutableArray<OutlineWeight>.Builder weights = ImmutableArray.CreateBuilder<OutlineWeight>();
        string key = json.BeginArray("an array of weights");
        long numbers = 0;
        while (json.NextItem(key))
        {
            string weight = json.BeginArray(Expected);
            string name = json.NextItem(weight) && json.Type == JsonTokenType.String ? json.Text() : throw json.Unsuitable(Expected);
            ImmutableArray<int>.Builder sizes = ImmutableArray.CreateBuilder<int>();
            long product = 1;
            while (json.NextItem(weight))
            {
                sizes.Add(json.GetInteger(1, MostSize));
                product = sizes.Count <= MostAxes && product * sizes[^1] <= MostNumbers ? product * sizes[^1] : throw json.Unsuitable(Expected + ", with at most 2^29 numbers");
            }

            numbers += sizes.Count > 0 ? product : throw json.Unsuitable(Expected);
            weights.Add(numbers <= MostNumbers ? new OutlineWeight(name, sizes.ToImmutable()) : throw json.Unsuitable("weights with at most 2^29 numbers together"));
        }

        return weights.ToImmutable();
    }

    private static string ReadRest(ref StrictJson json) => json.GetText(RestPattern(), "32 hexadecimal digits in lower case");

    private static byte[] ReadGraph(ref StrictJson json)
    {
        const string Expected = "an ONNX graph in base64";
        try
        {
            return json.Type == JsonTokenType.String ? Convert.FromBase64String(json.Text()) : throw json.Unsuitable(Expected);
        }
        catch (FormatException)
        {
            throw json.Unsuitable(Expected);
        }
    }

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex RestPattern();
}
