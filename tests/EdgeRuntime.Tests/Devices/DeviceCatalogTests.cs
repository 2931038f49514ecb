using RsdtrEdge.Runtime.Devices;
using RsdtrEdge.Runtime.Diagnostics;

namespace RsdtrEdge.Runtime.Tests.Devices;

public sealed class DeviceCatalogTests : IDisposable
{
    private readonly TemporaryDirectory _project = new();
    private readonly TemporaryDirectory _solution = new();

    private string[] Directories => [_project.Path, _solution.Path];

    public void Dispose()
    {
        _project.Dispose();
        _solution.Dispose();
    }

    [Fact]
    public void The_shipped_budgets_lie_beside_the_program()
    {
        string path = DeviceCatalog.Resolve("pi4", []);
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "devices", "pi4.json"), path);
        Assert.Equal("Raspberry Pi 4 Model B", DeviceCatalog.Load("pi4", []).Title);
        Assert.Equal(["host", "jetson-nano", "jetson-orin-nano", "pi3bplus", "pi4", "pi5", "zero2w"], DeviceCatalog.KnownNames([]));
    }

    [Fact]
    public void A_projects_own_budget_comes_before_the_solutions_and_that_before_the_shipped_one()
    {
        string solution = Write(_solution, "pi4", "pi4");
        Assert.Equal(solution, DeviceCatalog.Resolve("pi4", Directories));
        string project = Write(_project, "pi4", "pi4");
        Assert.Equal(project, DeviceCatalog.Resolve("pi4", Directories));
        Assert.Equal(project, DeviceCatalog.Load("pi4", Directories).SourcePath);
    }

    [Fact]
    public void Directories_that_do_not_exist_are_passed_over() =>
        Assert.Equal("pi4", DeviceCatalog.Load("pi4", [Path.Combine(_project.Path, "none"), ""]).Name);

    [Fact]
    public void A_path_is_taken_as_it_is_and_may_have_any_name()
    {
        string path = Write(_project, "tight", "pi4");
        Assert.Equal(path, DeviceCatalog.Resolve(path, []));
        Assert.Equal("pi4", DeviceCatalog.Load(path, []).Name);
    }

    [Fact]
    public void A_path_with_the_separators_of_Windows_is_found_everywhere()
    {
        Write(_project, "tight", "tight");
        Assert.Equal("tight", DeviceCatalog.Load(_project.Path + "\\tight.json", []).Name);
    }

    [Fact]
    public void A_budget_found_by_name_must_call_itself_by_that_name()
    {
        string path = Write(_project, "tight", "pi4");
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DeviceCatalog.Load("tight", Directories));
        Assert.Equal((BudgetDiagnostics.InvalidValue, path, 2), (exception.Diagnostic.Descriptor, exception.Diagnostic.File, exception.Diagnostic.Line));
    }

    [Fact]
    public void An_unknown_name_tells_what_is_known_where_it_was_looked_for_and_what_was_probably_meant()
    {
        Write(_project, "camera", "camera");
        _project.Write("camera.profile.json", "{}");
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DeviceCatalog.Resolve("camra", Directories));
        Assert.Equal(BudgetDiagnostics.UnknownBudget, exception.Diagnostic.Descriptor);
        Assert.Contains("known: camera, host, jetson-nano,", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"looked in {_project.Path}, {_solution.Path}, {DeviceCatalog.BuiltInDirectory};", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("did you mean \"camera\"?", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("toaster")]
    [InlineData("none/pi4.json")]
    [InlineData("pi4.json")]
    [InlineData("device-budget.schema")]
    public void What_is_neither_a_name_nor_a_file_is_an_unknown_budget(string nameOrPath)
    {
        RsdtrException exception = Assert.Throws<RsdtrException>(() => DeviceCatalog.Resolve(nameOrPath, Directories));
        Assert.Equal(BudgetDiagnostics.UnknownBudget, exception.Diagnostic.Descriptor);
        Assert.Contains("pi5", exception.Message, StringComparison.Ordinal);
    }

    private static string Write(TemporaryDirectory directory, string file, string name) =>
        directory.Write(file + ".json", $$"""
            {
              "name": "{{name}}",
              "limits": {}
            }
            """);
}
