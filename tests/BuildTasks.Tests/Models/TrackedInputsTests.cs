using Microsoft.Build.Utilities;
using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Tests.Models;

public sealed class TrackedInputsTests : IDisposable
{
    private readonly ProjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("models/weights of net")]
    [InlineData("models/parts/first.bin")]
    [InlineData("devices/times/measured.json")]
    [InlineData("calibration/class a/1.png")]
    [InlineData("training/1.png")]
    [InlineData("tool/RsdtrEdge.Compressor.dll")]
    [InlineData("tool/rsdtr.runtimeconfig.json")]
    [InlineData("tool/runtimes/linux-x64/native/libonnxruntime.so")]
    public void A_file_that_the_result_depends_on_changes_the_text(string path)
    {
        string before = Describe();
        _ = _folder.Write(path, "content");
        string after = Describe();
        Assert.NotEqual(before, after);

        File.SetLastWriteTimeUtc(_folder.Full(path), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        string older = Describe();
        Assert.NotEqual(after, older);
        Assert.Equal(older, Describe());
    }

    [Theory]
    [InlineData("models/other.onnx")]
    [InlineData("models/net.onnx.txt")]
    [InlineData("devices/pi5.json")]
    [InlineData("devices/pi4.notes.json")]
    [InlineData("tool/readme.md")]
    [InlineData("calibration/.DS_Store")]
    [InlineData("calibration/class a/Thumbs.db")]
    [InlineData("calibration/.hidden/1.png")]
    [InlineData("calibration/__MACOSX/1.png")]
    [InlineData("training/README.md")]
    public void Other_files_beside_them_do_not(string path)
    {
        string before = Describe();
        _ = _folder.Write(path, "content");
        Assert.Equal(before, Describe());
    }

    [Theory]
    [InlineData("""{ "profile": "times/new.json" }""")]
    [InlineData("{\n  // \"profile\": \"times/old.json\",\n  \"profile\": \"times/new.json\"\n}")]
    [InlineData("{\n  // \"profile\": \"times/old.json\",\r  \"profile\": \"times/new.json\"\n}")]
    [InlineData("""{ /* "profile": "times/old.json", */ "profile": "times/new.json" }""")]
    [InlineData("""{ /* "profile": "times/old.json", // */ "profile": "times/new.json" }""")]
    [InlineData("""{ "profile" /* of the board */ : /* "times/old.json" */ "times/new.json" }""")]
    [InlineData("""{ "title": "\"profile\": \"times/old.json\"", "profile": "times/new.json" }""")]
    [InlineData("""{ "title": "// no comment", "profile": "times/new.json" }""")]
    [InlineData("""{ "title": "/*", "profile": "times/new.json" }""")]
    [InlineData("""{ "title": "\\", "profile": "times/new.json" /* "profile": "times/old.json" */ }""")]
    public void The_profile_is_the_one_that_the_budget_names(string budget)
    {
        _ = _folder.Write("devices/pi4.json", budget);
        string old = _folder.Write("devices/times/old.json", "{}"), profile = _folder.Write("devices/times/new.json", "{}");
        string text = Describe();
        Assert.Contains(profile, text, StringComparison.Ordinal);
        Assert.DoesNotContain(old, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ /* "profile": "times/old.json" """)]
    [InlineData("""{ // "profile": "times/old.json" """)]
    [InlineData("""{ "title": "profile", "name": "times/old.json" }""")]
    [InlineData("""{ "title": "times/old.json" """)]
    public void A_budget_that_names_no_profile_has_none(string budget)
    {
        _ = _folder.Write("devices/pi4.json", budget);
        string old = _folder.Write("devices/times/old.json", "{}");
        Assert.DoesNotContain(old, Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_folder_is_not_followed_in_circles()
    {
        string before = Describe();
        try
        {
            _ = Directory.CreateSymbolicLink(_folder.Full("calibration/round"), _folder.Full("calibration"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows gives this right to few.
            return;
        }

        Assert.Equal(before, Describe());
    }

    [Fact]
    public void What_cannot_be_read_is_not_listed()
    {
        Assert.Contains("calibration 7 bytes", With("calibration/1.png"), StringComparison.Ordinal);
        Directory.Delete(_folder.Full("calibration"), recursive: true);
        Assert.DoesNotContain("calibration", TrackedInputs.Describe(Item(), _folder.Full("tool/rsdtr.dll")), StringComparison.Ordinal);

        string With(string path)
        {
            _ = Describe();
            _ = _folder.Write(path, "content");
            return Describe();
        }
    }

    [Fact]
    public void An_items_own_times_take_the_place_of_those_that_its_budget_names()
    {
        _ = Describe();
        string named = _folder.Write("devices/times/measured.json", "{}");
        string own = _folder.Write("own.profile.json", "{}");
        TaskItem item = Item();
        Assert.Equal([_folder.Full("devices/pi4.json"), named], TrackedInputs.BudgetFiles(item).Select(file => file.FullName));

        item.SetMetadata(ModelMetadata.ProfilePath, own);
        Assert.Equal([_folder.Full("devices/pi4.json"), own], TrackedInputs.BudgetFiles(item).Select(file => file.FullName));
        Assert.Contains(own, TrackedInputs.EditedFiles(item).Select(file => file.FullName));

        item.RemoveMetadata(ModelMetadata.BudgetFile);
        Assert.Equal([own], TrackedInputs.BudgetFiles(item).Select(file => file.FullName));
    }

    [Theory]
    [InlineData("model")]
    [InlineData("")]
    public void A_file_that_is_no_model_is_watched_all_the_same(string content)
    {
        string before = Describe();
        _ = _folder.Write("models/net.onnx", content);
        Assert.Contains($"model {content.Length} bytes", Describe(), StringComparison.Ordinal);
        Assert.NotEqual(before, Describe());
    }

    private string Describe()
    {
        if (!Directory.Exists(_folder.Full("devices")))
        {
            File.WriteAllBytes(_folder.Full("models/net.onnx"), OnnxOutline.WithExternalData("weights of net", "parts/first.bin"));
        }

        _ = Directory.CreateDirectory(_folder.Full("calibration"));
        _ = Directory.CreateDirectory(_folder.Full("training"));
        if (!File.Exists(_folder.Full("devices/pi4.json")))
        {
            _ = _folder.Write("devices/pi4.json", """{ "profile": "times\/measured.json" }""");
        }

        return TrackedInputs.Describe(Item(), _folder.Full("tool/rsdtr.dll"));
    }

    private TaskItem Item() => new(_folder.Full("models/net.onnx"), new Dictionary<string, string>
    {
        [ModelMetadata.BudgetFile] = _folder.Full("devices/pi4.json"),
        [ModelMetadata.CalibrationPath] = _folder.Full("calibration"),
        [ModelMetadata.FineTunePath] = _folder.Full("training"),
    });
}
