quell_fuzz(task_xml LINKS quell_task)
quell_fuzz(task_job LINKS quell_task)
quell_fuzz(task_actions LINKS quell_task)
