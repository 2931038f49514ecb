using System.Diagnostics;
using System.Runtime.InteropServices;
using RsdtrEdge.Integration.Tests.Infrastructure;

namespace RsdtrEdge.Integration.Tests.Cli;

/// <summary>What <c>--cache</c> keeps, and gives to another folder.</summary>
public sealed partial class CacheTests : CliTest
{
    private const string Kept = "cache: the result is kept.";
    private const string Taken = "cache: the result was made before and is taken from what was kept.";

    [Theory]
    // A budget that is met; one that cannot be, whose verdict names the budget file; one that the original meets.
    [InlineData("\"60%\"", 0, "inside the budget")]
    [InlineData("10", 3, "outside the budget")]
    [InlineData("\"100%\"", 0, "passed through unchanged")]
    public void A_result_that_was_kept_is_the_one_that_would_be_made(string parameters, int exitCode, string verdict)
    {
        CommandResult plain = Compress("expected", parameters);
        CommandResult first = Compress("folder-1", parameters, "--cache", Full("cache"));
        CommandResult second = Compress("there, too", parameters, "--cache", Full("cache"), "--threads", "1");

        Assert.Equal((exitCode, exitCode, exitCode), (plain.ExitCode, first.ExitCode, second.ExitCode));
        _ = Assert.Single(first.Lines(Kept));
        _ = Assert.Single(second.Lines(Taken));
        _ = Assert.Single(second.Lines(verdict));
        Assert.Empty(second.Lines("folder-1"));
        foreach (string file in new[] { "out.onnx", "report.json", "verdict.txt" })
        {
            byte[] expected = File.ReadAllBytes(Full($"folder-1/{file}"));
            Assert.Equal(Text(expected).Replace(Full("folder-1"), Full("there, too"), StringComparison.Ordinal), Text(File.ReadAllBytes(Full($"there, too/{file}"))));
            Assert.Equal(Text(expected).Replace(Full("folder-1"), Full("expected"), StringComparison.Ordinal), Text(File.ReadAllBytes(Full($"expected/{file}"))));
        }

        Assert.Equal(exitCode == 3, File.ReadAllText(Full("there, too/verdict.txt")).StartsWith($"{Full("there, too/board.json")}(3): error RSDTR2101: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_budget_and_another_option_are_other_results()
    {
        _ = Assert.Single(Compress("one", "\"60%\"", "--cache", Full("cache")).Lines(Kept));
        _ = Assert.Single(Compress("one", "\"61%\"", "--cache", Full("cache")).Lines(Kept));
        _ = Assert.Single(Compress("one", "\"61%\"", "--cache", Full("cache"), "--seed", "1").Lines(Kept));
        _ = Assert.Single(Compress("one", "\"60%\"", "--cache", Full("cache")).Lines(Taken));
    }

    [Fact]
    public void A_damaged_entry_is_replaced()
    {
        _ = Compress("one", "\"60%\"", "--cache", Full("cache"));
        string entry = Entry();
        byte[] good = File.ReadAllBytes(entry);
        File.WriteAllBytes(entry, good[..(good.Length / 2)]);
        CommandResult again = Compress("two", "\"60%\"", "--cache", Full("cache"));
        Assert.Equal(0, again.ExitCode);
        Assert.Equal("", again.Error);
        _ = Assert.Single(again.Lines("is damaged and is made again"));
        _ = Assert.Single(again.Lines(Kept));
        Assert.Equal(good, File.ReadAllBytes(entry));
    }

    [Fact]
    public void A_cache_that_cannot_be_used_costs_a_line()
    {
        Write("no folder", "content");
        CommandResult result = Compress("one", "\"60%\"", "--cache", Full("no folder"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        _ = Assert.Single(result.Lines("cannot be used"));
        Assert.True(File.Exists(Full("one/out.onnx")));
        Assert.Equal("content", File.ReadAllText(Full("no folder")));
    }

    [Fact]
    public void What_is_larger_than_the_cache_may_be_costs_a_line_and_is_not_kept()
    {
        CliModels.Save(CliModels.Heavy(), Full("heavy.onnx"));
        CommandResult result = Run("compress", "heavy.onnx", "--method", "paper", "--relative-error", "0.5", "-o", "out.onnx", "--cache", "cache", "--cache-megabytes", "1").Succeeds();
        Assert.Equal("", result.Error);
        _ = Assert.Single(result.Lines("cache: the result is larger than the cache may be (1000000 bytes) and is not kept."));
        Assert.Empty(result.Lines(Kept));
        Assert.InRange(new FileInfo(Full("out.onnx")).Length, 1_000_001, long.MaxValue);
        Assert.DoesNotContain(Files, file => file.StartsWith("cache/", StringComparison.Ordinal) && File.Exists(Full(file)));
    }

    [Fact]
    public void What_fails_is_not_kept_and_says_the_same()
    {
        Write("one/small.onnx", [1, 2, 3]);
        WriteBudget("\"parameters\": 10");
        string[] arguments = ["compress", Full("one/small.onnx"), "--budget", Full("board.json"), "-o", Full("one/out.onnx")];
        Assert.Equal(Run(arguments).Error, Run([.. arguments, "--cache", Full("cache")]).Error);
        Assert.Equal(
            Run(["compress", Model, "--max-parameters", "50%", "--calibration", "absent"]).Error,
            Run(["compress", Model, "--max-parameters", "50%", "--calibration", "absent", "--cache", Full("cache")]).Error);
        Assert.False(Directory.Exists(Full("cache")));
    }

    [Fact]
    public void Of_two_that_want_the_same_one_makes_it()
    {
        string[] arguments = ["compress", Model, "--max-parameters", "60%", "--cache", "cache", "-o"];
        using Process one = Start([.. arguments, "one.onnx"]);
        using Process two = Start([.. arguments, "two.onnx"]);
        CommandResult[] results = [Command.Finish(one), Command.Finish(two)];
        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        _ = Assert.Single(results, result => result.Lines(Kept).Count == 1);
        _ = Assert.Single(results, result => result.Lines(Taken).Count == 1);
        Assert.Equal(File.ReadAllBytes(Full("one.onnx")), File.ReadAllBytes(Full("two.onnx")));
        _ = Entry();
    }

    [Fact]
    public void A_result_of_a_file_that_changes_meanwhile_is_not_kept()
    {
        _ = Compress("one", "\"60%\"", "--cache", Full("cache"));
        string entry = Entry();
        File.Delete(entry);
        string[] arguments = Prepare("one", "\"60%\"", ["--cache", Full("cache")]);
        FileStream owner = new(entry + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        using Process process = Start(arguments);
        // It has hashed its inputs, and has not begun.
        Assert.Contains("waiting", process.StandardOutput.ReadLine(), StringComparison.Ordinal);
        File.AppendAllText(Full("one/board.json"), "\n");
        owner.Dispose();
        CommandResult result = Command.Finish(process);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Empty(result.Lines(Kept));
        _ = Assert.Single(result.Lines("was changed meanwhile"));
        Assert.True(File.Exists(Full("one/out.onnx")));
        Assert.Empty(Directory.GetFiles(Full("cache"), "*", SearchOption.AllDirectories));
    }

    [InterruptFact]
    public void Who_waits_can_be_interrupted()
    {
        _ = Compress("one", "\"60%\"", "--cache", Full("cache"));
        string entry = Entry();
        File.Delete(entry);
        Directory.Delete(Full("one"), recursive: true);
        using FileStream owner = new(entry + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using Process process = Start(Prepare("one", "\"60%\"", ["--cache", Full("cache")]));
        IReadOnlyList<string> before = Files;
        Assert.Contains("waiting", process.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(0, Kill(process.Id, Interrupts.Signal));
        CommandResult result = Command.Finish(process);
        Assert.Equal("RSDTR3004", ErrorLine.Only(result with { Output = "" }, 130).Code);
        Assert.Equal(before, Files);
    }

    private CommandResult Compress(string folder, string parameters, params string[] more) => Run(Prepare(folder, parameters, more));

    // All paths in full, as a build gives them.
    private string[] Prepare(string folder, string parameters, string[] more)
    {
        Write($"{folder}/{Model}", File.ReadAllBytes(Full(Model)));
        WriteBudget($"    \"parameters\": {parameters}");
        File.Move(Full("board.json"), Full($"{folder}/board.json"), overwrite: true);
        return
        [
            "compress", Full($"{folder}/{Model}"), "--budget", Full($"{folder}/board.json"), "-o", Full($"{folder}/out.onnx"), "--report", Full($"{folder}/report.json"),
            "--diagnostics", Full($"{folder}/verdict.txt"), "--allow-unmet", .. more,
        ];
    }

    // The one entry that there is; who waits or makes it may have left nothing beside it.
    private string Entry() => Assert.Single(Directory.GetFiles(Full("cache"), "*", SearchOption.AllDirectories));

    // One character a byte.
    private static string Text(byte[] bytes) => System.Text.Encoding.Latin1.GetString(bytes);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
