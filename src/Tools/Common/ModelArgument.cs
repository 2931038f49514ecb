using System.CommandLine;

namespace RsdtrEdge.Tools.Common;

/// <summary>The argument that names an ONNX file.</summary>
internal static class ModelArgument
{
    /// <summary>Creates the argument.</summary>
    public static Argument<string> Create()
    {
        Argument<string> model = new("MODEL") { Description = "The ONNX file." };
        model.Validators.Add(result =>
        {
            // The parser takes an option that it does not know for the file.
            if (result.Tokens is [var token] && token.Value.StartsWith('-') && !File.Exists(token.Value))
            {
                result.AddError($"'{token.Value}' is no option here");
            }
        });
        return model;
    }
}
