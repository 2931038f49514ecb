using RsdtrEdge.Compressor.Onnx.Proto;
using RsdtrEdge.Runtime.Operators;
using RsdtrEdge.Runtime.Sessions;

namespace RsdtrEdge.Compressor.Differentiation.Operators;

/// <summary>
/// The project's own operators, for graphs that this process makes, runs and throws away, where they are faster than standard ones. No file that is written has them.
/// </summary>
internal static class OwnOperators
{
    /// <summary>Whether a node has one of them.</summary>
    public static bool Includes(NodeProto node) => node.Domain == CustomOperatorDomain.Name;

    /// <summary>Lets a model's nodes have them.</summary>
    public static void Import(ModelProto model) =>
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = CustomOperatorDomain.Name, Version = CustomOperatorDomain.Version });

    /// <summary>The options for one session that runs them.</summary>
    public static SessionOptions AddTo(SessionOptions options)
    {
        ScratchPool scratch = new();
        return options with { Operators = [new KernelGradientOperator(scratch), new InputGradientOperator(scratch), new ReluGradientOperator()] };
    }
}
