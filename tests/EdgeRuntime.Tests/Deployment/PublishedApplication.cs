using System.Runtime.InteropServices;
using RsdtrEdge.Runtime.Tests.Onnx;

namespace RsdtrEdge.Runtime.Tests.Deployment;

/// <summary>A folder as <c>dotnet publish</c> leaves it, with a network and this machine's ONNX Runtime.</summary>
internal sealed class PublishedApplication
{
    /// <summary>The network's name.</summary>
    public const string Model = "net.onnx";

    private static readonly string s_rid = $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Writes the folder.</summary>
    /// <param name="path">Where.</param>
    public PublishedApplication(string path)
    {
        Path = Directory.CreateDirectory(path).FullName;
        Write("App.dll", "not looked into");
        Write("App.runtimeconfig.json", "{}");
        Write(Model, TinyModel.Affine());
        string library = Full($"runtimes/{s_rid}/native/libonnxruntime.so");
        _ = File.CreateSymbolicLink(library, System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", s_rid, "native", "libonnxruntime.so"));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    public void Write(string name, string text) => File.WriteAllText(Full(name), text);

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(Full(name), bytes);

    private string Full(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }
}
