using RsdtrEdge.Compressor.Onnx.Proto;

namespace RsdtrEdge.Compressor.Onnx;

/// <summary>Which versions of operator sets a model imports.</summary>
internal static class ImportedOperatorSets
{
    /// <summary>The version of a set; 1 for the default set of a file that imports none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="domain">The set's domain; empty for the operators of ONNX itself.</param>
    /// <returns>The version, or null where the model does not import the domain.</returns>
    public static long? VersionOf(ModelProto model, string domain = "")
    {
        foreach (OperatorSetIdProto opset in model.OpsetImport)
        {
            if (OperatorDomain.Same(opset.Domain, domain))
            {
                return opset.Version;
            }
        }

        // IR versions 1 and 2 know no opset_import: their operators are those of version 1 (ONNX IR specification, "Operator Sets").
        return model.OpsetImport.Count == 0 && OperatorDomain.IsDefault(domain) ? 1 : null;
    }
}
