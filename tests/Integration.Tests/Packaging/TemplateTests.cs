using System.Text.Json;
using RsdtrEdge.Integration.Tests.Infrastructure;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Integration.Tests.Packaging;

/// <summary>dotnet new rsdtr-classifier, as a stranger uses it: installed, created, built, run and published, with nothing but the packages.</summary>
[Collection(PackageFeedGroup.Name)]
public sealed class TemplateTests(PackageFeed feed)
{
    [Fact]
    public void An_application_is_created_built_run_and_published()
    {
        using var project = new ConsumerProject(feed, "my app");
        string hive = project.Full(".hive");
        _ = project.DotNet("new", "install", feed.FileOf("RsdtrEdge.Templates"), "--debug:custom-hive", hive).Succeeds();
        _ = project.DotNet("new", "rsdtr-classifier", "-n", "Birds of 1", "-o", project.Path, "--budget", "pi5", "--framework", "net10.0", "--no-update-check", "--debug:custom-hive", hive).Succeeds();
        string file = File.ReadAllText(project.Full("Birds of 1.csproj"));
        Assert.Contains("Budget=\"pi5\"", file, StringComparison.Ordinal);
        Assert.Contains($"Include=\"RsdtrEdge.Runtime\" Version=\"{feed.Version}\"", file, StringComparison.Ordinal);
        string readme = File.ReadAllText(project.Full("README.md"));
        Assert.DoesNotContain("RSDTR_", file + readme + File.ReadAllText(project.Full("Program.cs")), StringComparison.Ordinal);
        Assert.Contains("dotnet \"Birds of 1.dll\"", readme, StringComparison.Ordinal);

        // A quarter of the images do for a test.
        foreach (string image in Directory.GetFiles(project.Full("calibration")).Order(StringComparer.Ordinal).Skip(64))
        {
            File.Delete(image);
        }

        CommandResult build = project.Build("-warnaserror").Succeeds();
        Assert.Empty(build.Lines("warning "));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(project.Full($"{ConsumerProject.IntermediateFolder}/models/classifier.report.json")));
        Assert.Equal("met", report.RootElement.GetProperty("verdict").GetString());

        // One image of each of ten classes; the folder's name is the class. The network is right in 99 of 100.
        AssertClassifies(project.DotNet("run", "--no-build"));
        CommandResult absent = project.DotNet("run", "--no-build", "--", "absent.png");
        Assert.Equal(1, absent.ExitCode);
        Assert.StartsWith("absent.png(1): error RSDTR1101: ", Assert.Single(absent.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        // A single file: the model, the images and the native library lie beside it. (The analyzer of single files is a package that this feed lacks.)
        _ = project.DotNet(
            "publish", "-r", PackageFeed.HostRid, "--self-contained", "false", "-p:PublishSingleFile=true", "-p:EnableSingleFileAnalyzer=false", "-c", "Debug", "-o", project.Full("single"), "-nologo").Succeeds();
        Assert.False(project.Has("single/Birds of 1.dll"));
        string program = project.Full($"single/Birds of 1{(OperatingSystem.IsWindows() ? ".exe" : "")}");
        AssertClassifies(Command.Run(program, project.Path, []));

        // Whatever the ending's case; and without any image, or the folder.
        foreach (string image in Directory.GetFiles(project.Full("single/images"), "*.png", SearchOption.AllDirectories))
        {
            File.Move(image, Path.ChangeExtension(image, ".PNG"));
        }

        Assert.Equal(10, Command.Run(program, project.Path, []).Succeeds().Lines(".PNG: ").Count);
        Directory.Delete(project.Full("single/images"), recursive: true);
        CommandResult none = Command.Run(program, project.Path, []);
        Assert.Equal(1, none.ExitCode);
        Assert.StartsWith("There are no images in ", Assert.Single(none.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_framework_is_that_of_the_library_and_its_budgets_are_those_that_are_shipped()
    {
        using JsonDocument template = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryLayout.Root, "src/Templates/content/rsdtr-classifier/.template.config/template.json")));
        JsonElement symbols = template.RootElement.GetProperty("symbols");
        string framework = Assert.Single(symbols.GetProperty("Framework").GetProperty("choices").EnumerateArray()).GetProperty("choice").GetString()!;
        using var library = new PackageContent(feed.FileOf("RsdtrEdge.Runtime"));
        Assert.Contains($"lib/{framework}/RsdtrEdge.Runtime.dll", library.Names);

        string budgets = symbols.GetProperty("budget").GetProperty("description").GetString()!;
        IEnumerable<string> shipped = Directory.GetFiles(Path.Combine(RepositoryLayout.Root, "devices"), "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => !name.Contains('.', StringComparison.Ordinal));
        Assert.All(shipped, name => Assert.Contains(name, budgets, StringComparison.Ordinal));
    }

    private static void AssertClassifies(CommandResult run)
    {
        string[] lines = [.. run.Succeeds().Lines(".png: ").Select(line => line.Replace('\\', '/'))];
        Assert.Equal(10, lines.Length);
        Assert.InRange(lines.Count(line => line.Split(": ") is [var path, var name] && path.Contains($"/{name}/", StringComparison.Ordinal)), 9, 10);
    }
}
