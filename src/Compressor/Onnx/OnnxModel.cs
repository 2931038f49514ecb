using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>A model in memory: the file's content with everything that was not understood, and where it came from.</summary>
/// <remarks>The content is mutable protobuf; whoever edits it works on a <see cref="Clone"/>.</remarks>
public sealed class OnnxModel
{
    private OnnxGraph? _graph;

    /// <summary>Wraps a model that was made in memory or read by <see cref="OnnxModelFile"/>.</summary>
    /// <param name="proto">The content; kept, not copied.</param>
    /// <param name="sourcePath">The file that it was read from, or null.</param>
    /// <param name="sourceHash">The XxHash128 of the file and its external data, or null.</param>
    public OnnxModel(ModelProto proto, string? sourcePath = null, string? sourceHash = null)
    {
        ArgumentNullException.ThrowIfNull(proto);
        Proto = proto;
        SourcePath = sourcePath;
        SourceHash = sourceHash;
    }

    /// <summary>The content as the format defines it.</summary>
    public ModelProto Proto { get; }

    /// <summary>The file that it was read from, or null where the model was made in memory.</summary>
    public string? SourcePath { get; }

    /// <summary>
    /// The XxHash128 of the source as 32 lower-case hexadecimal digits: the file's bytes, then those of its external
    /// data files in the order of their names. Null where the model was made in memory.
    /// </summary>
    public string? SourceHash { get; }

    /// <summary>The files beside the model's in which tensors lay, which are part of <see cref="Proto"/> now: in the folder that <see cref="SourcePath"/> names, in the order of their names.</summary>
    public IReadOnlyList<string> ExternalFiles { get; init; } = [];

    /// <summary>The index over the main graph; made on first use, and it follows edits that are made through it.</summary>
    /// <exception cref="Runtime.Diagnostics.RsdtrException">The graph is not well formed (RSDTR1003).</exception>
    internal OnnxGraph Graph => _graph ??= new OnnxGraph(Proto);

    /// <summary>The version of an operator set that the model imports; 1 for the default set of a file that imports none.</summary>
    /// <param name="domain">The set's domain; empty for the operators of ONNX itself.</param>
    /// <returns>The version, or null where the model does not import the domain.</returns>
    public long? OpsetVersion(string domain = "") => ImportedOperatorSets.VersionOf(Proto, domain);

    /// <summary>A deep copy with the same source; edits of the copy leave this model as it is.</summary>
    public OnnxModel Clone() => new(Proto.Clone(), SourcePath, SourceHash) { ExternalFiles = ExternalFiles };
}
