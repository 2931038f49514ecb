using System.Security;

namespace RsdtrEdge.Benchmarks.Builds;

/// <summary>A user's console program in a folder of its own, with a network beside it.</summary>
internal sealed class ConsumerBuild
{
    private readonly string _folder;
    private readonly Dictionary<string, string> _environment;

    private ConsumerBuild(string folder, string model, string items, string feed)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        // Never the user's cache, which may hold an earlier package of the same version.
        _environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages") };
        _ = Directory.CreateDirectory(Path.Combine(_folder, "models"));
        File.Copy(model, Path.Combine(_folder, "models", "classifier.onnx"));
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), "System.Console.WriteLine(\"built\");\n");
        File.WriteAllText(Path.Combine(_folder, "NuGet.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="local" value="{SecurityElement.Escape(Path.GetFullPath(feed))}" />
              </packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(_folder, "consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
              </PropertyGroup>
              <ItemGroup>
                {items}
              </ItemGroup>
            </Project>
            """);
        DotNet.Run(_folder, ["restore", "-v", "quiet"], _environment);
    }

    /// <summary>When the compressed network was written.</summary>
    public DateTime ResultTime => Directory.EnumerateFiles(Path.Combine(_folder, "obj"), "*.onnx", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc).Max();

    /// <summary>With the package from a feed, and the item.</summary>
    public static ConsumerBuild WithPackage(string folder, string feed, string model)
    {
        string file = Directory.EnumerateFiles(feed, "RsdtrEdge.Build.*.nupkg").First();
        string version = Path.GetFileNameWithoutExtension(file)["RsdtrEdge.Build.".Length..];
        return new ConsumerBuild(
            folder, model, $"<PackageReference Include=\"RsdtrEdge.Build\" Version=\"{version}\" /><RsdtrModel Include=\"models/classifier.onnx\" Budget=\"pi4\" />", feed);
    }

    /// <summary>Without it: the network is copied as it is.</summary>
    public static ConsumerBuild WithoutPackage(string folder, string model) =>
        new(folder, model, "<Content Include=\"models/classifier.onnx\" CopyToOutputDirectory=\"PreserveNewest\" />", Path.GetDirectoryName(Path.GetFullPath(folder))!);

    /// <summary>Builds.</summary>
    /// <exception cref="InvalidOperationException">The build failed.</exception>
    public void Build() => DotNet.Run(_folder, ["build", "--no-restore", "-nologo", "-v", "quiet"], _environment);
}
